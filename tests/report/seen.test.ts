import { expect, test } from "vitest";
import { renderCoverage } from "../../src/report/coverage-table.ts";
import { chanceIn, chanceText } from "../../src/report/seen.ts";
import { exampleResult } from "./examples/result.ts";

test.each([
  [{ estimate: 0, bound: 0.000375 }, "0 % (≤ 0.038 %)"],
  [{ estimate: 0.5636, bound: 0.5702 }, "56 % (≤ 58 %)"],
  [{ estimate: 0.0312, bound: 0.04 }, "3.1 % (≤ 4 %)"],
  [{ estimate: 0.1, bound: 0.2501 }, "10 % (≤ 26 %)"],
  [{ estimate: 0.000012345, bound: 0.0000301 }, "0.0012 % (≤ 0.0031 %)"],
  [{ estimate: 1, bound: 1 }, "100 % (≤ 100 %)"],
  [null, "unknown"],
])("%o reads %s: two digits, bounds rounded up", (chance, text) => {
  expect(chanceText(chance)).toBe(text);
});

test("nothing is estimated where every schedule was run", () => {
  const [cell] = exampleResult().cells;
  expect(chanceIn({ ...cell!, whole: cell!.scenarios }, null)).toBe("none left");
  expect(chanceIn({ ...cell!, whole: cell!.scenarios - 1 }, null)).toBe("unknown");
  expect(chanceIn({ ...cell!, scenarios: 0, whole: 0 }, null)).toBe("unknown");
});

test("each design has one line; names give way where it is narrow", () => {
  const { cells } = exampleResult();
  const lines = renderCoverage(cells, 80);
  expect(lines.filter((line) => line.startsWith("maple-v"))).toHaveLength(2);
  const long = cells.slice(0, 1).map((cell) => ({ ...cell, design: "maple-v3-with-all-that-was-said-since" }));
  expect(Math.max(...renderCoverage(long, 80).map((line) => line.length))).toBeLessThanOrEqual(80);
});
