import fc from "fast-check";
import type { Line, Verb } from "./programs/kernel-mix.ts";

/** What tasks of generated programs are made of. */
export interface Mixture {
  readonly verbs: readonly Verb[];
  /** What goes around other lines. */
  readonly around: readonly Verb[];
  /** Tasks, and lines of each, at most. */
  readonly tasks: number;
  readonly lines: number;
}

export const MIXTURES: Record<string, Mixture> = {
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
  spinning: { verbs: ["load", "store", "spin", "spin_late", "poll"], around: ["spin_xchg"], tasks: 3, lines: 2 },
  "trylock in a loop": { verbs: ["store", "spin", "poll"], around: ["spin_on_trylock"], tasks: 2, lines: 3 },
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

/** The lines of two or more tasks. */
export function tasksOf({ verbs, around, tasks, lines }: Mixture): fc.Arbitrary<Line[][]> {
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
