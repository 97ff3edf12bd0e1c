import { WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";

export interface PosOptions {
  readonly seed: number;
}

/**
 * Partial order sampling (Yuan, Yang, Gu, CAV 2018): every pending op has a random priority and the highest is
 * performed; then the ops that race with it draw anew, so that no order of racing ops is favoured.
 */
export function pos({ seed }: PosOptions): Strategy {
  const random = new Random(seed);
  /** By task id: the op seen pending, or null where it has to draw, and its priority. */
  const ops: (Op | null)[] = [];
  const priorities: number[] = [];

  /** `performed` itself is among them, should it have to wait and be performed again. */
  const redrawRacing = (performed: Op): void => {
    for (let id = 0; id < ops.length; id++) {
      const op = ops[id];
      if (op !== null && op !== undefined && races(op, performed)) {
        ops[id] = null;
      }
    }
  };

  return {
    name: "pos",
    begin() {
      ops.length = 0;
      priorities.length = 0;
      return true;
    },
    pick(enabled, count) {
      let best = 0;
      let bestPriority = -1;
      for (let i = 0; i < count; i++) {
        const { id, pending } = enabled[i]!;
        if (ops[id] !== pending) {
          ops[id] = pending;
          priorities[id] = random.bits();
        }
        if (priorities[id]! > bestPriority) {
          best = i;
          bestPriority = priorities[id]!;
        }
      }
      const { pending } = enabled[best]!;
      if (pending !== null) {
        redrawRacing(pending);
      }
      return best;
    },
    choose: (bound) => random.below(bound),
  };
}

function races(one: Op, other: Op): boolean {
  return one.object === other.object && ((one.kind.access | other.kind.access) & WRITE) !== 0;
}
