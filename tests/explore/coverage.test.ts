import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { Coverage, describeCoverage } from "../../src/explore/coverage.ts";
import type { CoverageFigures } from "../../src/explore/coverage.ts";
import { explore } from "../../src/explore/explore.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { account } from "../litmus/programs/account.ts";
import { counter } from "../litmus/programs/counter.ts";
import { deadlock01 } from "../litmus/programs/deadlock01.ts";
import { dining } from "../litmus/programs/dining.ts";
import { lastzero } from "../litmus/programs/lastzero.ts";
import { lastwrite, readers } from "../litmus/programs/readers.ts";
import { reorder } from "../litmus/programs/reorder.ts";
import { straightLine } from "../litmus/programs/straight-line.ts";
import { twostage } from "../litmus/programs/twostage.ts";
import { programWith } from "../strategies/generated-program.ts";

function coverageOf<S>(program: Program<S>, strategy: Strategy, runs: number): CoverageFigures {
  const coverage = new Coverage();
  explore(new Execution(program, { stopAtViolation: false, observers: [coverage] }), strategy, {
    runs,
    until: () => false,
  });
  return coverage.figures;
}

function wholeOf<S>(program: Program<S>): CoverageFigures {
  return coverageOf(program, preemptionBounded({ maxBound: Infinity }), 1_000_000);
}

const published = new Map(
  readFileSync(new URL("../vectors/published/reference_oracle_models.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","))
    .map((row) => [row[0]!, Number(row[8])] as const),
);

test.each([
  { name: "account", figures: () => wholeOf(account) },
  { name: "deadlock01", figures: () => wholeOf(deadlock01) },
  { name: "twostage", figures: () => wholeOf(twostage) },
  { name: "reorder_3", figures: () => wholeOf(reorder(2, 1)) },
  { name: "reorder_4", figures: () => wholeOf(reorder(3, 1)) },
  { name: "dining_deadlock_3", figures: () => wholeOf(dining(3)) },
  { name: "counter_2x2", figures: () => wholeOf(counter(2, 2)) },
  { name: "counter_3x1", figures: () => wholeOf(counter(3, 1)) },
  { name: "readers_5", figures: () => wholeOf(readers(5)) },
  { name: "lastwrite_5", figures: () => wholeOf(lastwrite(5)) },
  { name: "lastzero_3", figures: () => wholeOf(lastzero(3)) },
])("$name: as many traces as published", ({ name, figures }) => {
  expect(figures().traces).toBe(published.get(name));
});

test("what an op chooses makes another trace", () => {
  expect(wholeOf(programWith([[{ do: "toss", sides: 3 }], [{ do: "load", cell: 0 }]])).traces).toBe(3);
});

test("reads-from pairs: by where reads and writes stand, and whether both are of one task", () => {
  const pairs = (tasks: readonly (readonly string[])[]): number => wholeOf(straightLine(tasks, () => {})).readsFrom;
  // The initial value, or the write of the other task.
  expect(pairs([["w x 1"], ["r x"]])).toBe(2);
  // Two readers that run the same code count once.
  expect(pairs([["w x 1"], ["r x"], ["r x"]])).toBe(2);
  // The second read stands elsewhere.
  expect(pairs([["w x 1"], ["r x", "r x"]])).toBe(4);
  // One's own write, or that of the other.
  expect(
    pairs([
      ["w x 1", "r x"],
      ["w x 2", "r x"],
    ]),
  ).toBe(2);
  expect(pairs([["r x"], ["r x"]])).toBe(1);
});

test("lock nestings: by name, in the order in which they were taken", () => {
  expect(wholeOf(deadlock01).lockNestings).toBe(2);
  expect(wholeOf(dining(3)).lockNestings).toBe(1);
  expect(wholeOf(account).lockNestings).toBe(0);
});

describe("the chance that one more schedule shows something new", () => {
  test("is 0 where all has been seen often, and 1 before any run", () => {
    expect(new Coverage().figures.newTrace).toBe(1);
    const { traces, newTrace, newReadsFrom } = coverageOf(twostage, randomWalk({ seed: 1 }), 5_000);
    expect([traces, newTrace, newReadsFrom]).toEqual([3, 0, 0]);
  });

  test.each([20, 100, 300])("after %i random walks is as often new as the next one is", (runs) => {
    const trials = 300;
    let estimated = 0;
    let met = 0;
    for (let seed = 1; seed <= trials; seed++) {
      estimated += coverageOf(lastzero(5), randomWalk({ seed }), runs).newTrace;
      met += isNewAfter(runs, seed) ? 1 : 0;
    }
    const share = met / trials;
    expect(share).toBeGreaterThan(0.01);
    expect(Math.abs(estimated / trials - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / trials));
  });
});

/** Whether the run after `runs` of them shows a trace that none of them has shown. */
function isNewAfter(runs: number, seed: number): boolean {
  const strategy = randomWalk({ seed });
  const coverage = new Coverage();
  const execution = new Execution(lastzero(5), { observers: [coverage] });
  explore(execution, strategy, { runs });
  const before = coverage.figures.traces;
  explore(execution, strategy, { runs: 1 });
  return coverage.figures.traces > before;
}

test("one line says it all", () => {
  const figures = { runs: 2_000, traces: 24, readsFrom: 1, lockNestings: 2, newTrace: 0.0312, newReadsFrom: 0 };
  expect(describeCoverage(figures)).toBe(
    "24 traces, 1 reads-from pair, 2 lock nestings; one more schedule: a new trace 3.1 %, a new reads-from pair < 0.05 %",
  );
});
