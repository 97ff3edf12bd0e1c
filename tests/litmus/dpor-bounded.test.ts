import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import { dpor } from "../../src/strategies/dpor.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { counter } from "./programs/counter.ts";
import { lastzero } from "./programs/lastzero.ts";
import { lockedCounter } from "./programs/locked-counter.ts";
import { reorder } from "./programs/reorder.ts";
import { stack } from "./programs/stack.ts";
import { traceForms } from "./trace-forms.ts";

interface Entry {
  readonly name: string;
  readonly forms: (strategy: Strategy) => ReadonlyMap<string, number>;
}

function entry<S>(program: Program<S>): Entry {
  return { name: program.name, forms: (strategy) => traceForms(program, strategy, 100_000, () => "").forms };
}

const entries = [
  entry(counter(2, 3)),
  entry(counter(3, 2)),
  entry(lockedCounter(2, 4)),
  entry(lockedCounter(3, 2)),
  entry(lastzero(3)),
  entry(reorder(3, 1)),
];

const cases = entries.flatMap(({ name, forms }) => [0, 1, 2, 3].map((bound) => ({ name, bound, forms })));

test.each(cases)("$name: every trace with a schedule of $bound preemptions at most, none twice", ({ bound, forms }) => {
  const within = forms(preemptionBounded({ maxBound: bound }));
  const reduced = forms(dpor({ maxBound: bound }));
  expect([...within.keys()].filter((form) => !reduced.has(form))).toEqual([]);
  expect([...reduced.values()].filter((times) => times > 1)).toEqual([]);
});

function runsOf<S>(program: Program<S>, strategy: Strategy): { runs: number; scope: string } {
  const { runs, scope } = explore(new Execution(program, { stopAtViolation: false }), strategy, {
    runs: 100_000,
    until: () => false,
  });
  return { runs, scope };
}

function searchOf<S>(program: Program<S>): (strategy: Strategy) => { found: number; exhausted: boolean } {
  return (strategy) => {
    const { found, exhausted } = explore(new Execution(program), strategy, { runs: 10_000 });
    return { found: found.size, exhausted };
  };
}

test("a bound leaves most of the traces out, and says so", () => {
  const all = runsOf(counter(3, 2), dpor());
  expect(all).toEqual({ runs: 7_134, scope: "equivalence" });
  const within = runsOf(counter(3, 2), dpor({ maxBound: 1 }));
  expect(within.scope).toBe("preemption bound 1");
  expect(within.runs).toBeLessThan(all.runs / 20);
});

test("a bound that leaves nothing out is none", () => {
  expect(runsOf(counter(2, 2), dpor({ maxBound: 4 }))).toEqual({ runs: 34, scope: "equivalence" });
});

test.each([
  { name: "reorder_4", search: searchOf(reorder(3, 1)) },
  { name: "stack", search: searchOf(stack) },
])("$name has a bug with one preemption, and none without", ({ search }) => {
  expect(search(dpor({ maxBound: 0 }))).toEqual({ found: 0, exhausted: true });
  expect(search(dpor({ maxBound: 1 }))).toEqual({ found: 1, exhausted: false });
});

test("where many tasks hardly meet, fewer runs than schedules within the bound", () => {
  expect(runsOf(lastzero(5), dpor({ maxBound: 1 })).runs).toBe(64);
  expect(runsOf(lastzero(5), preemptionBounded({ maxBound: 1 })).runs).toBe(10_476);
});

test.each([
  { program: lockedCounter(2, 5), bound: 2, runs: 42 },
  { program: lockedCounter(2, 5), bound: 3, runs: 90 },
])(
  "critical sections of two tasks, $bound preemptions: as many runs as schedules, $runs",
  ({ program, bound, runs }) => {
    expect(runsOf(program, dpor({ maxBound: bound })).runs).toBe(runs);
    expect(runsOf(program, preemptionBounded({ maxBound: bound })).runs).toBe(runs);
  },
);
