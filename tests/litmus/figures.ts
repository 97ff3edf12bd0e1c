import { Execution } from "../../src/core/execution.ts";
import { WRITE } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { traceOf } from "../../src/core/trace.ts";
import { explore } from "../../src/explore/explore.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";

/** What can be known of a program by running all its schedules. Buggy: a claim is broken, or it deadlocks. */
export interface Figures {
  readonly interleavings: number;
  readonly buggy: number;
  /** Probability that a random walk meets a bug in one run. */
  readonly randomWalk: number;
  /** Preemptions of the first buggy schedule; null if there is none. */
  readonly preemptions: number | null;
}

export function figuresOf<S>(program: Program<S>): Figures {
  const execution = new Execution(program);
  const strategy = preemptionBounded({ maxBound: Infinity });
  const weighed = weigh(strategy);
  let randomWalk = 0;
  const end = (): void => {
    randomWalk += execution.violations.length > 0 ? weighed.weight() : 0;
  };
  const all = explore(execution, { ...weighed.strategy, end }, { runs: 1_000_000, until: () => false });
  const first = explore(new Execution(program), preemptionBounded({ maxBound: Infinity }), { runs: 1_000_000 });
  const [found] = first.found.values();
  return {
    interleavings: all.runs,
    buggy: all.outcomes.violated + all.outcomes.deadlocked,
    randomWalk,
    preemptions: found === undefined ? null : traceOf(program, found.schedule).preemptions,
  };
}

/** Adds to a strategy the probability with which a random walk would have made the choices of the last run. */
function weigh(strategy: Strategy): { strategy: Strategy; weight: () => number } {
  let weight = 1;
  return {
    weight: () => weight,
    strategy: {
      name: strategy.name,
      begin() {
        weight = 1;
        return strategy.begin();
      },
      pick(enabled, count, current) {
        weight /= count;
        return strategy.pick(enabled, count, current);
      },
      choose(bound, object) {
        weight /= bound;
        return strategy.choose(bound, object);
      },
    },
  };
}

/** Mazurkiewicz traces: classes of runs that differ only in the order of steps that commute. */
export interface Traces {
  readonly traces: number;
  readonly buggy: number;
}

export function tracesOf<S>(program: Program<S>): Traces {
  const traces = new Set<string>();
  const buggy = new Set<string>();
  const execution = new Execution(program, {
    stopAtViolation: false,
    observers: [
      {
        end(log) {
          const form = normalForm(log);
          traces.add(form);
          if (execution.violations.length > 0) {
            buggy.add(form);
          }
        },
      },
    ],
  });
  explore(execution, preemptionBounded({ maxBound: Infinity }), { runs: 1_000_000, until: () => false });
  return { traces: traces.size, buggy: buggy.size };
}

/** Foata's normal form: each step's level is one above the steps it depends on; equal levels, equal trace. */
function normalForm(log: readonly Op[]): string {
  const ofTask: number[] = [];
  const lastWrite: number[] = [];
  const lastAccess: number[] = [];
  const form: string[] = [];
  for (const { task, object, kind } of log) {
    const writes = (kind.access & WRITE) !== 0;
    const seen = (writes ? lastAccess : lastWrite)[object.id] ?? 0;
    const level = 1 + Math.max(ofTask[task] ?? 0, seen);
    ofTask[task] = level;
    lastAccess[object.id] = Math.max(lastAccess[object.id] ?? 0, level);
    if (writes) {
      lastWrite[object.id] = level;
    }
    form.push(`${task}:${level}`);
  }
  return form.toSorted().join(" ");
}
