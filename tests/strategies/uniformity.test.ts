import { describe, expect, test } from "vitest";
import { withThreads } from "../../bench/samplers/with-threads.ts";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import { pos } from "../../src/strategies/pos.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { surw } from "../../src/strategies/surw.ts";
import { urw } from "../../src/strategies/urw.ts";
import { straightLine } from "../litmus/programs/straight-line.ts";
import { chiSquare, onePercentPoint } from "./chi-square.ts";

/** How often each order of the steps of interest came, over so many runs after the first, in which samplers know nothing. */
function ordersOf<S>(program: Program<S>, strategy: Strategy, runs: number, of = isOnX): number[] {
  const seen = new Map<string, number>();
  const end = (log: readonly Op[]): void => {
    const tasks = log.filter((op) => of(op)).map((op) => op.task);
    const order = tasks.join("");
    seen.set(order, (seen.get(order) ?? 0) + 1);
  };
  const execution = new Execution(program, { observers: [{ end }] });
  explore(execution, strategy, { runs: 1 });
  seen.clear();
  explore(execution, strategy, { runs });
  return [...seen.values()];
}

const isOnX = (op: Op): boolean => op.object.name === "x";
const five = (line: string): string[] => Array.from({ length: 5 }, () => line);
const quiet = (): void => {};
/** Two tasks with five updates each: 252 orders. */
const updates = straightLine([five("xchg x 1"), five("xchg x 2")], quiet);

describe("252 orders of two times five updates", () => {
  const runs = 25_200;
  const statistic = (strategy: Strategy): number => chiSquare(ordersOf(updates, strategy, runs), 252, runs / 252);

  test("URW draws them alike", () => {
    expect(statistic(urw({ seed: 1 }))).toBeLessThan(onePercentPoint(252));
  });

  test.each([
    { name: "random walk", strategy: randomWalk({ seed: 1 }) },
    { name: "POS", strategy: pos({ seed: 1 }) },
  ])("$name does not", ({ strategy }) => {
    expect(statistic(strategy)).toBeGreaterThan(10 * onePercentPoint(252));
  });
});

test("URW draws all interleavings alike where a first task creates the others", () => {
  const program = withThreads(
    straightLine(
      [
        ["w x 1", "w x 1"],
        ["w x 2", "w x 2"],
      ],
      quiet,
    ),
    1,
  );
  const cells = explore(new Execution(program), preemptionBounded({ maxBound: Infinity }), { runs: 1_000 }).runs;
  const orders = ordersOf(program, urw({ seed: 1 }), 200 * cells, () => true);
  expect(chiSquare(orders, cells, 200)).toBeLessThan(onePercentPoint(cells));
});

describe("20 orders of three accesses each, among others", () => {
  const runs = 20_000;
  const one = ["w a 1", "w x 1", "w a 1", "w x 1", "w a 2", "w x 1"];
  const other = ["w x 2", "w b 1", "w b 2", "w b 2", "w x 2", "w x 2"];
  const program = straightLine([one, other], quiet);
  const statistic = (strategy: Strategy): number => chiSquare(ordersOf(program, strategy, runs), 20, runs / 20);

  test("SURW draws them alike, since x is all that tasks contend for", () => {
    expect(statistic(surw({ seed: 1 }))).toBeLessThan(onePercentPoint(20));
  });

  test("URW does not: it draws orders of all ops alike", () => {
    expect(statistic(urw({ seed: 1 }))).toBeGreaterThan(10 * onePercentPoint(20));
  });
});

test("even classes pass, uneven ones and missing ones do not", () => {
  const even = Array.from({ length: 100 }, () => 50);
  expect(chiSquare(even, 100, 50)).toBe(0);
  expect(chiSquare(even.slice(3), 100, 50)).toBe(150);
  expect(chiSquare([60, 40], 2, 50)).toBe(4);
  // Tables have 36.19 for 19 degrees of freedom and 304.94 for 250.
  expect(onePercentPoint(20)).toBeCloseTo(36.19, 1);
  expect(onePercentPoint(251)).toBeCloseTo(304.94, 1);
});
