import { WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import type { World } from "../core/world.ts";
import { blend } from "../strategies/sites.ts";
import { zeros } from "./zeros.ts";

/**
 * A number for the order in which the conflicting ops of a run came: the same for runs that differ only in the order of
 * steps that commute (Mazurkiewicz 1977), and different for others but for chance. Each op is hashed with the op of its task
 * before it and the last write of its object, which settles the order of all that conflict; sums over all ops forget the
 * order in which they were performed. That a lock was waited for makes no difference unless it changes who gets it.
 */
export class TraceHash {
  #ofTask = new Int32Array(0);
  /** By object id: its last write. */
  #written = new Int32Array(0);

  /** A whole number below 2^53. */
  of(log: readonly Op[], { taskCount, objects }: World): number {
    this.#ofTask = zeros(this.#ofTask, taskCount);
    this.#written = zeros(this.#written, objects);
    let low = 0;
    let high = 0;
    for (let i = 0; i < log.length; i++) {
      const hash = this.#hash(log[i]!);
      low = (low + hash) | 0;
      high = (high + Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)) | 0;
    }
    return (high >>> 0) * 0x200000 + (low >>> 11);
  }

  #hash({ task, object, kind, value }: Op): number {
    const { id } = object;
    let hash = blend(blend(this.#ofTask[task]!, task), blend(id, outcome(value)));
    hash = blend(hash, this.#written[id]!);
    if ((kind.access & WRITE) !== 0) {
      this.#written[id] = hash;
    }
    this.#ofTask[task] = hash;
    return hash;
  }
}

/** What an op came to, as far as a choice inside it can have made a difference. */
function outcome(value: unknown): number {
  if (typeof value === "number") {
    return value;
  }
  return value === null || value === false ? 1 : 2;
}
