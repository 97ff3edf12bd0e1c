import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import { drawWeighted } from "./draw.ts";
import { TaskLengths } from "./task-lengths.ts";

export interface UrwOptions {
  readonly seed: number;
}

/**
 * Uniform random walk (Zhao, Wolff, Mathur, Roychoudhury, ASPLOS 2025): a task goes next in proportion to the ops that it and
 * the children it has yet to spawn have left, so that all interleavings are equally likely where nothing blocks and tasks
 * always perform as many ops. The counts are means over the runs so far; the first run is a random walk.
 */
export function urw({ seed }: UrwOptions): Strategy {
  const random = new Random(seed);
  const lengths = new TaskLengths();
  const weights: number[] = [];
  return {
    name: "urw",
    begin() {
      lengths.begin();
      return true;
    },
    pick(enabled, count) {
      for (let i = 0; i < count; i++) {
        lengths.meet(enabled[i]!);
      }
      for (let i = 0; i < count; i++) {
        weights[i] = lengths.left(enabled[i]!);
      }
      return drawWeighted(weights, count, random);
    },
    choose: (bound) => random.below(bound),
    performed: (_op, task) => lengths.performed(task),
  };
}
