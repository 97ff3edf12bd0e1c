import { describe, expect, test } from "vitest";
import { chanceOf, chiSquare } from "../../bench/samplers/chi-square.ts";
import { uniformityOf } from "../../bench/samplers/uniformity.ts";
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
const quiet = (): void => {};

describe("252 orders of two times five updates", () => {
  const runs = 25_200;

  test("URW draws them alike", () => {
    expect(uniformityOf(urw({ seed: 1 }), runs).chance).toBeGreaterThan(0.01);
  });

  test.each([
    { name: "random walk", strategy: randomWalk({ seed: 1 }) },
    { name: "POS", strategy: pos({ seed: 1 }) },
  ])("$name does not", ({ strategy }) => {
    expect(uniformityOf(strategy, runs).chance).toBeLessThan(1e-6);
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
  expect(chanceOf(chiSquare(orders, cells, 200), cells)).toBeGreaterThan(0.01);
});

describe("20 orders of three accesses each, among others", () => {
  const runs = 20_000;
  const one = ["w a 1", "w x 1", "w a 1", "w x 1", "w a 2", "w x 1"];
  const other = ["w x 2", "w b 1", "w b 2", "w b 2", "w x 2", "w x 2"];
  const program = straightLine([one, other], quiet);
  const chance = (strategy: Strategy): number =>
    chanceOf(chiSquare(ordersOf(program, strategy, runs), 20, runs / 20), 20);

  test("SURW draws them alike, since x is all that tasks contend for", () => {
    expect(chance(surw({ seed: 1 }))).toBeGreaterThan(0.01);
  });

  test("URW does not: it draws orders of all ops alike", () => {
    expect(chance(urw({ seed: 1 }))).toBeLessThan(1e-6);
  });
});

test("even classes pass, uneven ones and missing ones do not", () => {
  const even = Array.from({ length: 100 }, () => 50);
  expect(chiSquare(even, 100, 50)).toBe(0);
  expect(chiSquare(even.slice(3), 100, 50)).toBe(150);
  expect(chiSquare([60, 40], 2, 50)).toBe(4);
  // Tables have 36.19 for 19 degrees of freedom and 304.94 for 250, each with 1 %, and 18.34 for 19 with 50 %.
  expect(chanceOf(36.19, 20)).toBeCloseTo(0.01, 3);
  expect(chanceOf(304.94, 251)).toBeCloseTo(0.01, 3);
  expect(chanceOf(18.34, 20)).toBeCloseTo(0.5, 3);
  expect(chanceOf(1_000, 20)).toBeLessThan(1e-9);
});
