import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { Coverage } from "../../src/explore/coverage.ts";
import { explore } from "../../src/explore/explore.ts";
import { figuresOf, joinSeen, NOTHING_SEEN } from "../../src/explore/seen.ts";
import type { Seen, SeenFigures } from "../../src/explore/seen.ts";
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

function seenIn<S>(program: Program<S>, strategy: Strategy, runs: number): Seen {
  const coverage = new Coverage();
  coverage.follow(strategy);
  explore(new Execution(program, { stopAtViolation: false, observers: [coverage] }), strategy, {
    runs,
    until: () => false,
  });
  return coverage.seen;
}

function wholeOf<S>(program: Program<S>): SeenFigures {
  return figuresOf(seenIn(program, preemptionBounded({ maxBound: Infinity }), 1_000_000));
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

describe("one more schedule", () => {
  test("is estimated to show nothing new where all has been seen often", () => {
    const { traces, newTrace, newReadsFrom } = figuresOf(seenIn(twostage, randomWalk({ seed: 1 }), 5_000));
    expect([traces, newTrace?.estimate, newReadsFrom?.estimate]).toEqual([3, 0, 0]);
  });

  test("is not spoken of where schedules were enumerated", () => {
    const { runs, drawn, newTrace, newReadsFrom } = wholeOf(account);
    expect([runs, drawn, newTrace, newReadsFrom]).toEqual([6, 0, null, null]);
    expect(figuresOf(NOTHING_SEEN)).toMatchObject({ traces: 0, readsFrom: 0, lockNestings: 0, newTrace: null });
  });

  test("after an enumeration shows what neither it nor other schedules have shown", () => {
    const coverage = new Coverage();
    const execution = new Execution(counter(2, 3), { observers: [coverage], stopAtViolation: false });
    for (const strategy of [preemptionBounded({ maxBound: 1 }), randomWalk({ seed: 1 })]) {
      coverage.follow(strategy);
      explore(execution, strategy, { runs: 100, until: () => false });
    }
    const { drawn, newTrace } = figuresOf(coverage.seen);
    const alone = figuresOf(seenIn(counter(2, 3), randomWalk({ seed: 1 }), 100));
    expect(drawn).toBe(100);
    expect(newTrace!.estimate).toBeLessThan(alone.newTrace!.estimate);
    expect(newTrace!.estimate).toBeGreaterThan(0);
  });
});

describe("several programs", () => {
  const parts = [counter(2, 2), counter(2, 3), counter(3, 1)].map((program) =>
    seenIn(program, randomWalk({ seed: 1 }), 40),
  );

  test("traces add up, pairs and nestings are the same ones", () => {
    const all = figuresOf(joinSeen(parts));
    const each = parts.map(figuresOf);
    expect(all.traces).toBe(each.reduce((sum, { traces }) => sum + traces, 0));
    expect(all.drawn).toBe(120);
    expect(all.readsFrom).toBe(Math.max(...each.map(({ readsFrom }) => readsFrom)));
    const nested = [deadlock01, dining(3), deadlock01].map((program) =>
      seenIn<never>(program as never, randomWalk({ seed: 1 }), 40),
    );
    expect(figuresOf(joinSeen(nested)).lockNestings).toBe(3);
  });

  test("one after the other, or apart and joined", () => {
    const coverage = new Coverage();
    for (const program of [counter(2, 2), counter(2, 3), counter(3, 1)]) {
      coverage.nextProgram();
      const execution = new Execution(program, { observers: [coverage], stopAtViolation: false });
      explore(execution, randomWalk({ seed: 1 }), { runs: 40, until: () => false });
    }
    expect(figuresOf(coverage.seen)).toEqual(figuresOf(joinSeen(parts)));
    // In whatever order they are done.
    expect(figuresOf(joinSeen(parts.toReversed()))).toEqual(figuresOf(joinSeen(parts)));
    // As they come from another thread.
    expect(figuresOf(joinSeen(structuredClone(parts)))).toEqual(figuresOf(joinSeen(parts)));
  });
});

test("watches so many runs of an enumeration, and of a sample, and no more", () => {
  const coverage = new Coverage(30);
  const execution = new Execution(counter(2, 3), { observers: [coverage], stopAtViolation: false });
  for (const strategy of [preemptionBounded({ maxBound: Infinity }), randomWalk({ seed: 1 })]) {
    coverage.follow(strategy);
    explore(execution, strategy, { runs: 100, until: () => false });
  }
  expect(figuresOf(coverage.seen)).toMatchObject({ runs: 60, drawn: 30 });
});
