import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import { AccessCounts } from "./access-counts.ts";
import { drawWeighted } from "./draw.ts";

const NOBODY = -1;

export interface SurwOptions {
  readonly seed: number;
}

/**
 * Selectively uniform random walk (Zhao, Wolff, Mathur, Roychoudhury, ASPLOS 2025): each run selects one object that tasks
 * contend for, in proportion to its accesses. Whose access to it comes next is drawn in proportion to the accesses that
 * tasks have left, and the others wait with theirs; all else goes by random priorities, which tasks draw anew for each op.
 * So the interleavings of the selected accesses are equally likely where nothing blocks. Counts are means over the runs
 * so far.
 */
export function surw({ seed }: SurwOptions): Strategy {
  const random = new Random(seed);
  const counts = new AccessCounts();
  /** By task id: from 1 up to 2. */
  const priorities: number[] = [];
  /** By task id: accesses to the selected object left in this run. */
  const left: number[] = [];
  let selected = NOBODY;
  /** The task whose access to the selected object comes next. */
  let next = NOBODY;

  const priority = (): number => 1 + random.fraction();

  return {
    name: "surw",
    begin() {
      counts.begin();
      priorities.length = 0;
      selected = counts.drawObject(random);
      counts.readMeans(selected, left);
      next = drawWeighted(left, left.length, random);
      return true;
    },
    pick(enabled, count) {
      let best = 0;
      let bestRank = -1;
      for (let i = 0; i < count; i++) {
        const { id, pending } = enabled[i]!;
        const waits = pending !== null && pending.object.id === selected && id !== next;
        // Those who wait go by priority too, but only if there is nobody else.
        const rank = (priorities[id] ??= priority()) - (waits ? 1 : 0);
        if (rank > bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      return best;
    },
    choose: (bound) => random.below(bound),
    performed(op) {
      counts.performed(op);
      priorities[op.task] = priority();
      if (op.object.id === selected) {
        if (op.task < left.length) {
          left[op.task] = Math.max(left[op.task]! - 1, 0);
        }
        next = drawWeighted(left, left.length, random);
      }
    },
  };
}
