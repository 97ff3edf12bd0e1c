import { describe, expect, test } from "vitest";
import { withThreads } from "../../bench/samplers/with-threads.ts";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import { coverageGuided } from "../../src/strategies/coverage-guided.ts";
import { defaultStrategy } from "../../src/strategies/default.ts";
import { portfolio } from "../../src/strategies/portfolio.ts";
import { pos } from "../../src/strategies/pos.ts";
import { counter } from "../litmus/programs/counter.ts";
import { dining } from "../litmus/programs/dining.ts";
import { reorder } from "../litmus/programs/reorder.ts";
import { safeStack } from "../litmus/programs/safe-stack.ts";
import { twostages } from "../litmus/programs/twostage.ts";

function runsToFind<S>(program: Program<S>, strategy: Strategy, cap: number): number {
  const { found, runs } = explore(new Execution(program), strategy, { runs: cap });
  return found.size === 0 ? Infinity : runs;
}

describe("portfolio", () => {
  test("members take turns: once through the opening, then around the cycle; each is told of its own runs only", () => {
    const told: string[] = [];
    const member = (name: string): Strategy => ({
      name,
      begin: () => told.push(`${name}:`) > 0,
      pick: (_enabled, count) => count - 1,
      choose: () => 0,
      performed: (op) => told.push(`${op.task}`),
      end: (broke) => told.push(broke ? "!" : "."),
    });
    const members = [member("a"), member("b"), member("c")];
    const strategy = portfolio({ name: "mixed", members, opening: [2, 2], cycle: [0, 1] });
    explore(new Execution(counter(2, 1)), strategy, { runs: 6, until: () => false });
    expect(told.join("")).toBe("c:1100.c:1100.a:1100.b:1100.a:1100.b:1100.");
  });
});

describe("default", () => {
  const mean = <S>(program: Program<S>): number => {
    const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
    return seeds.reduce((sum, seed) => sum + runsToFind(program, defaultStrategy({ seed }), 1_000), 0) / seeds.length;
  };

  // The figures are SURW's (ASPLOS 2025), means of 20 trials each.
  test.each([
    { name: "reorder_3", published: 7.3, needed: () => mean(withThreads(reorder(2, 1), 5)) },
    { name: "reorder_10", published: 17.2, needed: () => mean(withThreads(reorder(9, 1), 5)) },
    { name: "reorder_100", published: 194, needed: () => mean(withThreads(reorder(99, 1), 5)) },
    { name: "twostage", published: 7.5, needed: () => mean(withThreads(twostages(1, 1), 5)) },
    { name: "twostage_20", published: 5.7, needed: () => mean(withThreads(twostages(10, 10), 5)) },
    { name: "twostage_100", published: 454, needed: () => mean(withThreads(twostages(99, 1), 5)) },
  ])("$name takes at most as many schedules as published for SURW", ({ published, needed }) => {
    expect(needed()).toBeLessThanOrEqual(published);
  });

  test("a deadlock of four takes few", () => {
    expect(mean(dining(4))).toBeLessThan(20);
  });
});

test.each([1, 2, 3])("SafeStack, seed %i: the coverage-guided strategy finds it, POS does not", (seed) => {
  expect(runsToFind(safeStack, coverageGuided({ seed }), 30_000)).toBeLessThan(30_000);
  expect(runsToFind(safeStack, pos({ seed }), 30_000)).toBe(Infinity);
});
