import { expect, test } from "vitest";
import { renderMatrix } from "../../src/report/matrix.ts";
import { paintFor } from "../../src/report/paint.ts";
import { renderReport } from "../../src/report/report.ts";
import { exampleResult } from "./examples/result.ts";

const escape = String.fromCharCode(27);

test("the whole report reads as in its golden file", async () => {
  const text = renderReport(exampleResult(), { traces: "all" });
  await expect(`${text.join("\n")}\n`).toMatchFileSnapshot("golden/report.txt");
});

test("a narrow matrix is cut into several, none wider than asked", () => {
  const lines = renderMatrix(exampleResult(), 32);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(32);
  expect(lines.filter((line) => line.startsWith("soundness"))).toEqual([
    "soundness held      BROKEN",
    "soundness held !",
  ]);
});

test("by default only counterexamples that contradict a declaration are drawn", () => {
  const text = renderReport(exampleResult()).join("\n");
  expect(text).toContain("lock (deadlock) broken by maple-v2");
  expect(text).not.toContain("soundness broken by maple-v1:");
});

test("colours appear on a terminal only, and not with NO_COLOR", () => {
  const render = (isTTY: boolean, env: Record<string, string>): string =>
    renderReport(exampleResult(), { paint: paintFor({ isTTY }, env) }).join("\n");
  expect(render(true, {})).toContain(escape);
  expect(render(true, { NO_COLOR: "1" })).not.toContain(escape);
  expect(render(false, {})).not.toContain(escape);
});
