import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskView } from "../core/task.ts";

/** Taken for k before anything has been run. */
const FIRST_GUESS = 10;

export interface PctOptions {
  readonly seed: number;
  /** d: the number of ordering constraints of the bugs aimed at; d - 1 priority changes a run. At least 1. */
  readonly depth: number;
  /** k: decisions among which the changes fall. Default: as many as the longest run so far had. */
  readonly steps?: number;
}

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): tasks run by random
 * priorities, and at d - 1 random decisions the task about to run drops below all others. Finds a bug of depth d among n
 * tasks and k decisions with probability at least 1 / (n k^(d-1)) in each run. Decisions without an alternative, which
 * strategies are not asked for, are not counted in k: that only raises the probability.
 */
export function pct({ seed, depth, steps }: PctOptions): Strategy {
  const random = new Random(seed);
  const priorities: number[] = [];
  const changes: number[] = [];
  let decisions = 0;
  let longest = 0;

  /** Index of the highest priority; a task met for the first time draws one above all that a change assigns. */
  const highest = (enabled: readonly TaskView[], count: number): number => {
    let best = 0;
    let bestPriority = -1;
    for (let i = 0; i < count; i++) {
      const id = enabled[i]!.id;
      const priority = (priorities[id] ??= depth + random.bits());
      if (priority > bestPriority) {
        best = i;
        bestPriority = priority;
      }
    }
    return best;
  };

  return {
    name: `pct:${depth}`,
    begin() {
      longest = Math.max(longest, decisions);
      const k = steps ?? (longest || FIRST_GUESS);
      decisions = 0;
      priorities.length = 0;
      for (let i = 0; i < depth - 1; i++) {
        changes[i] = random.below(k);
      }
      return true;
    },
    pick(enabled, count) {
      let best = highest(enabled, count);
      for (let i = 0; i < changes.length; i++) {
        if (changes[i] === decisions) {
          priorities[enabled[best]!.id] = i;
          best = highest(enabled, count);
        }
      }
      decisions++;
      return best;
    },
    choose: (bound) => random.below(bound),
  };
}
