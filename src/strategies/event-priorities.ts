import { WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { TaskView } from "../core/task.ts";

/**
 * The rule of partial order sampling (Yuan, Yang, Gu, CAV 2018): every pending op has a random priority and the highest is
 * performed; then the ops that race with it draw anew, so that no order of racing ops is favoured.
 */
export class EventPriorities {
  readonly #random: Random;
  /** By task id: the op seen pending, or null where it has to draw, and its priority. */
  readonly #ops: (Op | null)[] = [];
  readonly #priorities: number[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Forgets the run before. */
  begin(): void {
    this.#ops.length = 0;
    this.#priorities.length = 0;
  }

  /** Index of the task among `enabled[0 .. count-1]` that goes next. */
  pick(enabled: readonly TaskView[], count: number): number {
    let best = 0;
    let bestPriority = -1;
    for (let i = 0; i < count; i++) {
      const { id, pending } = enabled[i]!;
      if (this.#ops[id] !== pending) {
        this.#ops[id] = pending;
        this.#priorities[id] = this.#random.bits();
      }
      if (this.#priorities[id]! > bestPriority) {
        best = i;
        bestPriority = this.#priorities[id]!;
      }
    }
    const { pending } = enabled[best]!;
    if (pending !== null) {
      this.#redrawRacing(pending);
    }
    return best;
  }

  /** `performed` itself is among them, should it have to wait and be performed again. */
  #redrawRacing(performed: Op): void {
    for (let id = 0; id < this.#ops.length; id++) {
      const op = this.#ops[id];
      if (op !== null && op !== undefined && races(op, performed)) {
        this.#ops[id] = null;
      }
    }
  }
}

function races(one: Op, other: Op): boolean {
  return one.object === other.object && ((one.kind.access | other.kind.access) & WRITE) !== 0;
}
