import type { Strategy } from "../core/strategy.ts";
import { ChoiceTree } from "./choice-tree.ts";

export interface PreemptionBoundedOptions {
  /** Preemptions in one run at most; `Infinity` for all schedules. */
  readonly maxBound: number;
}

/**
 * All schedules without a preemption, then all with one, and so on (iterative context bounding, Musuvathi and Qadeer,
 * PLDI 2007), each once: the first failing schedule has the fewest preemptions of all. Choices inside ops are branches
 * too, 0 first, and cost nothing.
 */
export function preemptionBounded({ maxBound }: PreemptionBoundedOptions): Strategy {
  const tree = new ChoiceTree(maxBound);
  return {
    name: maxBound === Number.POSITIVE_INFINITY ? "exhaustive" : `exhaustive:${maxBound}`,
    begin: () => tree.begin(),
    pick: (_enabled, count, current) => tree.pick(count, current),
    choose: (width) => tree.choose(width),
    end: () => tree.turn(),
    get exhausted() {
      return tree.over;
    },
    get scope() {
      return tree.over && !tree.deeper ? "all schedules" : coveredBy(tree.over ? tree.level : tree.level - 1);
    },
  };
}

function coveredBy(bound: number): string {
  return bound < 0 ? "" : `preemption bound ${bound}`;
}
