import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";

export interface RandomWalkOptions {
  readonly seed: number;
}

/** Every enabled task is equally likely at each step. */
export function randomWalk({ seed }: RandomWalkOptions): Strategy {
  const random = new Random(seed);
  return {
    name: "random",
    begin: () => true,
    pick: (_enabled, count) => random.below(count),
    choose: (bound) => random.below(bound),
  };
}
