import { expect, test } from "vitest";
import { parseSchedule } from "../../src/core/schedule.ts";
import type { Finding } from "../../src/report/finding.ts";
import { renderFinding } from "../../src/report/text.ts";
import { chunks, chunksTelling } from "./examples/chunks.ts";
import { counter, counterTelling } from "./examples/counter.ts";
import { findingOf, told } from "./examples/found.ts";
import { crossed, sleeper } from "./examples/locks.ts";
import { shadow, shadowTelling } from "./examples/shadow.ts";

const locks = { design: "crossed", property: "lock", flaw: null, settings: [], calls: ["recycles", "runs"] };

const findings: Readonly<Record<string, Finding>> = {
  shadow: findingOf(shadow, "soundness", shadowTelling),
  "counter-of-2": findingOf(counter(2), "no-lost-update", counterTelling(2)),
  "counter-of-3": findingOf(counter(3), "no-lost-update", counterTelling(3)),
  "counter-of-4": findingOf(counter(4), "no-lost-update", counterTelling(4)),
  deadlock: findingOf(crossed, "deadlock", locks),
  "lock-order": told(crossed, "lock-order", locks, parseSchedule("1:0x4.1x4")),
  "sleep-in-atomic": findingOf(sleeper, "sleep-in-atomic", { ...locks, property: "no-sleep", calls: ["unmaps"] }),
  "blocked-and-loop": told(chunks, "soundness", chunksTelling, parseSchedule("1:0x3.1x20")),
};

test("a run that does not show again what it broke says so", () => {
  const finding = findings["counter-of-2"]!;
  const chance = /it again: something outside the schedule decides,\s+`s2check explore --twice` says where$/m;
  expect(renderFinding(finding).join("\n")).not.toMatch(chance);
  const passed = { ...finding, trace: { ...finding.trace, violations: [] } };
  expect(renderFinding(passed).join("\n")).toMatch(chance);
});

test.each(Object.keys(findings))("%s reads as in its golden file", async (name) => {
  const text = renderFinding(findings[name]!);
  expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text.length).toBeLessThanOrEqual(25);
  expect(text.filter((line) => line !== line.trimEnd())).toEqual([]);
  await expect(`${text.join("\n")}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
});
