import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import { drawWeighted } from "./draw.ts";

/** How many times as fast as the slowest a task may be in a run. */
const SPEEDS: readonly number[] = [1, 4, 16];
/** One decision in so many is a switch point wherever it is, so that nobody is left waiting for ever. */
const ANYWHERE = 16;

export interface SwarmOptions {
  readonly seed: number;
}

/**
 * Each run draws a configuration of its own, as swarm testing does with the features of inputs (Groce, Zhang, Eide, Chen,
 * Regehr, ISSTA 2012): a speed for each task, and for each object whether tasks are switched at it. Without a switch the
 * current task goes on; a switch goes to tasks in proportion to their speeds.
 */
export function swarm({ seed }: SwarmOptions): Strategy {
  const random = new Random(seed);
  /** By task id and by object id; drawn when they are met. */
  const speeds: number[] = [];
  const isSwitchPoint: boolean[] = [];
  const weights: number[] = [];
  return {
    name: "swarm",
    begin() {
      speeds.length = 0;
      isSwitchPoint.length = 0;
      return true;
    },
    pick(enabled, count, current) {
      const pending = current < 0 ? null : enabled[current]!.pending;
      if (pending !== null) {
        const switches = (isSwitchPoint[pending.object.id] ??= random.below(2) === 0);
        if (!switches && random.below(ANYWHERE) > 0) {
          return current;
        }
      }
      for (let i = 0; i < count; i++) {
        weights[i] = speeds[enabled[i]!.id] ??= SPEEDS[random.below(SPEEDS.length)]!;
      }
      return drawWeighted(weights, count, random);
    },
    choose: (bound) => random.below(bound),
  };
}
