import { expect, test } from "vitest";
import { counterWorkload } from "../../bench/counter/workload.ts";
import type { Measured } from "../../bench/measure.ts";
import { publishedTable, timesShuttle } from "../../bench/published-rates.ts";

function row(name: string, median: number, firstIsTimes: number): Measured {
  return { name, median, firstIsTimes, slowest: median, fastest: median, failing: 1 };
}

test("machines are compared by way of the tool that was measured on both", () => {
  const { head, rows } = publishedTable(counterWorkload, [
    row("s2check", 1_000_000, 1),
    row("s2check, standard oracles", 800_000, 1.25),
    row("fc.scheduler", 50_000, 20),
  ]);
  expect(head.slice(3)).toEqual(["s2check is", "s2check, standard oracles is"]);
  expect(rows.slice(0, 2).map((cells) => cells.slice(1))).toEqual([
    ["28.9 k", "1.00 x", "20.00 x", "16.00 x"],
    ["277.8 k", "9.61 x", "2.08 x", "1.66 x"],
  ]);
  expect(timesShuttle("counter", 3)).toBeCloseTo(28.84, 2);
  expect(timesShuttle("shadow", 3)).toBeCloseTo(24.4, 2);
});
