import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { designNamed } from "../../src/check/design-named.ts";
import { Execution } from "../../src/core/execution.ts";
import { explore } from "../../src/explore/explore.ts";
import type { SweepDocument } from "../../src/report/sweep/document.ts";
import { programOf } from "../../src/scenario/program.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { balanced, vault } from "../sample-models/vault.ts";
import { sweptVault } from "./swept.ts";

const put = { name: "put", args: {} };
const clerk = { role: "clerk", commands: [put] };
const TWO = { settings: {}, tasks: [clerk, clerk] };

let folder = "";
let swept: SweepDocument;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "s2check-sweep-"));
  swept = await sweptVault(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether some schedule of two clerks breaks it. */
function isUnsafe(name: string): boolean {
  const design = designNamed(name, vault.designs).mend(["PAY"]) as (typeof vault.designs)[number];
  const execution = new Execution(programOf(vault, TWO, design, [balanced]));
  const strategy = preemptionBounded({ maxBound: Number.POSITIVE_INFINITY });
  const { found, exhausted } = explore(execution, strategy, { runs: 100_000 });
  expect(exhausted || found.size > 0).toBe(true);
  return found.size > 0;
}

test("says of every setting what exhausting its schedules says", () => {
  expect(swept.settings.map(({ design, verdict }) => [design, verdict])).toEqual(
    swept.settings.map(({ design }) => [design, isUnsafe(design) ? "unsafe" : "safe"]),
  );
});

test("every reason is shown where nothing else is turned, by the smallest race there is", () => {
  const shown = swept.causes.map(({ values, design, findings }) => [values, design, findings[0]!.counterexample.size]);
  expect(shown).toEqual([
    [{ pay: "twice" }, "vault-v1@pay=twice", expect.objectContaining({ commands: 1, preemptions: 0 })],
    [
      { lock: "none", update: "plain" },
      "vault-v1@lock=none,update=plain",
      expect.objectContaining({ commands: 2, tasks: 2, preemptions: 1, steps: 4 }),
    ],
  ]);
  expect(swept.causes.every(({ findings }) => findings[0]!.counterexample.proved)).toBe(true);
});

test("a pair that is unsafe together is told from one of which a value is unsafe by itself", () => {
  const pairOf = (a: string, b: string) => {
    const at = (value: string) => swept.values.findIndex((one) => one.value === value);
    const { verdict, together, held } = swept.pairs.find(({ first, second }) => first === at(a) && second === at(b))!;
    return { verdict, together, held };
  };
  expect(pairOf("none", "plain")).toEqual({ verdict: "unsafe", together: true, held: 0 });
  expect(pairOf("none", "twice")).toEqual({ verdict: "unsafe", together: false, held: 0 });
  expect(pairOf("mutex", "plain")).toEqual({ verdict: "safe", together: false, held: 1 });
});

test("what held says what was run of it: the whole search, and what broke others", () => {
  for (const { explored } of swept.settings.filter(({ verdict }) => verdict === "safe")) {
    expect(explored.scenarios).toBe(20);
    expect(explored.schedules).toBeGreaterThan(explored.scenarios);
    expect(explored.probes).toBe(swept.causes.length);
    expect(explored.probesBounded).toBe(explored.probes);
  }
});
