import { describe, expect, it } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Schedule } from "../../src/core/schedule.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { traceOf } from "../../src/core/trace.ts";
import { shrinkSchedule } from "../../src/shrink/shrink-schedule.ts";
import { defaultStrategy } from "../../src/strategies/default.ts";
import { pos } from "../../src/strategies/pos.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { account } from "../litmus/programs/account.ts";
import { carter01 } from "../litmus/programs/carter01.ts";
import { circularBuffer } from "../litmus/programs/circular-buffer.ts";
import { deadlock01 } from "../litmus/programs/deadlock01.ts";
import { dining } from "../litmus/programs/dining.ts";
import { lazy01 } from "../litmus/programs/lazy01.ts";
import { reorder } from "../litmus/programs/reorder.ts";
import { fewestPreemptions } from "../litmus/safe-stack-states.ts";
import { queue } from "../litmus/programs/queue.ts";
import { safeStack } from "../litmus/programs/safe-stack.ts";
import { stack } from "../litmus/programs/stack.ts";
import { twostage } from "../litmus/programs/twostage.ts";
import { everySchedule } from "../strategies/every-schedule.ts";

/** What a schedule costs, in the order in which it counts. */
type Cost = readonly [preemptions: number, switches: number, steps: number];

interface Case {
  readonly name: string;
  readonly optimum: (claim: string) => Cost;
  /** A schedule that breaks something, or null if the strategy finds none. */
  readonly failure: (strategy: Strategy) => { readonly claim: string; readonly schedule: Schedule } | null;
  readonly shrunk: (schedule: Schedule) => ReturnType<typeof shrinkSchedule>;
}

function caseOf<S>(program: Program<S>): Case {
  const costs = new Map<string, Cost>();
  return {
    name: program.name,
    optimum(claim) {
      const known = costs.get(claim) ?? leastOf(program, claim);
      costs.set(claim, known);
      return known;
    },
    failure(strategy) {
      const execution = new Execution(program);
      for (let run = 0; run < 2_000 && strategy.begin(); run++) {
        execution.run(strategy);
        const [violation] = execution.violations;
        if (violation !== undefined) {
          return { claim: violation.claim, schedule: scheduleOf(execution.choices) };
        }
      }
      return null;
    },
    shrunk: (schedule) => shrinkSchedule(program, schedule),
  };
}

/** By running all schedules there are. */
function leastOf<S>(program: Program<S>, claim: string): Cost {
  const costs = everySchedule(program).flatMap(({ choices, outcome }): Cost[] => {
    if (outcome === "passed") {
      return [];
    }
    const trace = traceOf(program, scheduleOf(choices), { claims: new Set([claim]) });
    return trace.violations.map(({ step }) => [trace.preemptions, trace.switches, step]);
  });
  return costs.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])[0]!;
}

/** The first run of the default strategy that breaks something. */
function firstFailure<S>(program: Program<S>): { readonly schedule: Schedule; readonly preemptions: number } {
  const execution = new Execution(program, { maxSteps: 2_000 });
  const strategy = defaultStrategy({ seed: 1 });
  do {
    strategy.begin();
    execution.run(strategy);
    strategy.end?.(execution.violations.length > 0);
  } while (execution.violations.length === 0);
  const schedule = scheduleOf(execution.choices);
  return { schedule, preemptions: traceOf(program, schedule).preemptions };
}

const cases: readonly Case[] = [
  caseOf(account),
  caseOf(carter01),
  caseOf(circularBuffer),
  caseOf(deadlock01),
  caseOf(lazy01),
  caseOf(twostage),
  caseOf(reorder(2, 1)),
  caseOf(reorder(3, 1)),
  caseOf(dining(2)),
  caseOf(dining(3)),
  caseOf(dining(4)),
];

describe.each(cases)("$name", ({ optimum, failure, shrunk }) => {
  it.each([
    ["a random walk", (seed: number) => randomWalk({ seed })],
    ["POS", (seed: number) => pos({ seed })],
  ])("from failures of %s, shrinking gives what brute force gives", (_, strategy) => {
    for (let seed = 1; seed <= 5; seed++) {
      const found = failure(strategy(seed))!;
      const { claim, size, atLeast, proved } = shrunk(found.schedule);
      expect([size.preemptions, size.switches, size.steps]).toEqual(optimum(found.claim));
      expect([claim, atLeast, proved]).toEqual([found.claim, size.preemptions, true]);
    }
  });
});

it.each([reorder(4, 1), reorder(9, 1), stack, queue] as Program<unknown>[])(
  "$name takes one preemption, as published, which is shown",
  (program) => {
    const { schedule } = firstFailure(program);
    const { size, atLeast, proved } = shrinkSchedule(program, schedule);
    expect([size.preemptions, atLeast, proved]).toEqual([1, 1, true]);
  },
);

it("SafeStack, which has too many schedules to go through, gets to its minimum, and what was shown of it is said", () => {
  const { schedule, preemptions: before } = firstFailure(safeStack);
  const { size, atLeast, proved, claim } = shrinkSchedule(safeStack, schedule, { budget: 60_000 });
  expect(before).toBeGreaterThan(12);
  expect(size.preemptions).toBe(fewestPreemptions());
  expect(atLeast).toBeGreaterThanOrEqual(2);
  expect([claim, proved]).toEqual(["assertion", false]);
}, 60_000);

it("refuses a schedule that breaks nothing", () => {
  expect(() => shrinkSchedule(reorder(2, 1), scheduleOf([]))).toThrow("this schedule of reorder_3 breaks no claim");
});
