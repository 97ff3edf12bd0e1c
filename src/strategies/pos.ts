import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import { EventPriorities } from "./event-priorities.ts";

export interface PosOptions {
  readonly seed: number;
}

/** Partial order sampling (Yuan, Yang, Gu, CAV 2018): random priorities for pending ops, drawn anew where they race. */
export function pos({ seed }: PosOptions): Strategy {
  const random = new Random(seed);
  const priorities = new EventPriorities(random);
  return {
    name: "pos",
    begin() {
      priorities.begin();
      return true;
    },
    pick: (enabled, count) => priorities.pick(enabled, count),
    choose: (bound) => random.below(bound),
  };
}
