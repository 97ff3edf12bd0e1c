import fc from "fast-check";
import { expect, test } from "vitest";
import { dpor } from "../../src/strategies/dpor.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { kernelMix } from "./programs/kernel-mix.ts";
import type { Line, Mix, Verb } from "./programs/kernel-mix.ts";
import { traceForms } from "./trace-forms.ts";

/** Programs with more interleavings are left out. */
const BUDGET = 1_500;

interface Mixture {
  readonly verbs: readonly Verb[];
  readonly around: readonly Verb[];
  readonly tasks: number;
  readonly lines: number;
}

const mixtures: Record<string, Mixture> = {
  cells: { verbs: ["load", "store", "cmpxchg", "xchg", "increment"], around: ["if"], tasks: 4, lines: 2 },
  spinlocks: {
    verbs: ["load", "store", "cmpxchg"],
    around: ["spin_lock", "spin_trylock", "mutex"],
    tasks: 3,
    lines: 2,
  },
  "locks that are not given back": {
    verbs: ["load", "forget_unlock"],
    around: ["spin_lock", "spin_trylock"],
    tasks: 3,
    lines: 3,
  },
  rwlocks: { verbs: ["load", "store"], around: ["read_lock", "write_lock", "write_lock_yield"], tasks: 4, lines: 2 },
  rwsems: { verbs: ["load", "store"], around: ["down_read", "down_write", "spin_lock"], tasks: 3, lines: 2 },
  RCU: { verbs: ["load", "store", "synchronize_rcu", "call_rcu"], around: ["rcu_read"], tasks: 3, lines: 2 },
  "RCU callbacks": {
    verbs: ["store", "synchronize_rcu", "call_rcu", "rcu_barrier"],
    around: ["rcu_read"],
    tasks: 3,
    lines: 2,
  },
  SRCU: { verbs: ["load", "store", "synchronize_srcu"], around: ["srcu_read"], tasks: 4, lines: 2 },
  choices: { verbs: ["load", "store", "toss"], around: ["toss", "spin_lock"], tasks: 3, lines: 2 },
  spawning: { verbs: ["load", "store", "spawn", "toss"], around: ["spin_lock"], tasks: 3, lines: 2 },
  completions: {
    verbs: ["load", "store", "complete", "wait_for_completion", "complete_all"],
    around: ["spin_lock"],
    tasks: 4,
    lines: 2,
  },
  "wait queues": { verbs: ["load", "store", "wait_event", "wake_up"], around: [], tasks: 4, lines: 3 },
  memory: { verbs: ["get", "put", "alloc", "use", "free"], around: ["rcu_read"], tasks: 3, lines: 2 },
  everything: {
    verbs: [
      "load",
      "store",
      "cmpxchg",
      "synchronize_rcu",
      "call_rcu",
      "toss",
      "spawn",
      "complete",
      "wait_for_completion",
      "wait_event",
      "wake_up",
      "use",
      "free",
      "alloc",
      "cond_resched",
    ],
    around: ["spin_lock", "spin_trylock", "read_lock", "write_lock", "down_write", "rcu_read", "srcu_read"],
    tasks: 3,
    lines: 2,
  },
};

function tasksOf({ verbs, around, tasks, lines }: Mixture): fc.Arbitrary<Line[][]> {
  const simple = fc.record({ do: fc.constantFrom(...verbs), which: fc.nat({ max: 2 }), body: fc.constant([]) });
  const nest = (inner: fc.Arbitrary<Line>): fc.Arbitrary<Line> =>
    around.length === 0
      ? inner
      : fc.oneof(
          { weight: 3, arbitrary: inner },
          {
            weight: 2,
            arbitrary: fc.record({
              do: fc.constantFrom(...around),
              which: fc.nat({ max: 1 }),
              body: fc.array(inner, { maxLength: 2 }),
            }),
          },
        );
  return fc.array(fc.array(nest(nest(simple)), { minLength: 1, maxLength: lines }), { minLength: 2, maxLength: tasks });
}

const show = ({ cells, seen }: Mix): string => JSON.stringify([cells.map(({ peek }) => peek), seen]);

test.each(Object.entries(mixtures))("%s: each trace once, and every final state", (_name, mixture) => {
  const runs = Number(process.env["S2CHECK_PROGRAMS"] ?? 30);
  let compared = 0;
  fc.assert(
    fc.property(tasksOf(mixture), fc.nat({ max: 2 }), (tasks, budget) => {
      const program = kernelMix(tasks, budget);
      const all = traceForms(program, preemptionBounded({ maxBound: Infinity }), BUDGET, show);
      fc.pre(all.isWhole);
      const reduced = traceForms(program, dpor(), all.runs, show);
      compared++;
      expect(reduced.isWhole).toBe(true);
      expect([...reduced.forms.keys()].toSorted()).toEqual([...all.forms.keys()].toSorted());
      expect(reduced.runs).toBe(all.forms.size);
      expect([...reduced.ends].toSorted()).toEqual([...all.ends].toSorted());
    }),
    { numRuns: runs, seed: 1 },
  );
  expect(compared).toBe(runs);
});
