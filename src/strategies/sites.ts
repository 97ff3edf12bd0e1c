import { ACQUIRE, RELEASE } from "../core/op.ts";
import type { Op, OpKind } from "../core/op.ts";

/**
 * Where in the code an op stands, as far as can be seen of it: what it does to which object, and what its task did before,
 * leaving out what was only given up. Tasks that run the same code share sites, and so do runs and the rounds of a loop.
 */
export class Sites {
  readonly #kinds = new Map<OpKind, number>();
  /** By task id: what it did last; 0 for nothing. */
  readonly #before: number[] = [];

  /** Forgets what tasks did in the run before. */
  begin(): void {
    this.#before.length = 0;
  }

  /** A 32-bit number for where `op`, which `task` has yet to perform, stands. */
  of(op: Op, task: number): number {
    return blend(this.#act(op), this.#before[task] ?? 0);
  }

  /** The same for an op that was just performed; wants each op of a run, in order. */
  pass(op: Op): number {
    const { task, kind } = op;
    while (this.#before.length <= task) {
      this.#before.push(0);
    }
    const act = this.#act(op);
    const site = blend(act, this.#before[task]!);
    if ((kind.access & (ACQUIRE | RELEASE)) !== RELEASE) {
      this.#before[task] = act;
    }
    return site;
  }

  #act({ kind, object }: Op): number {
    let id = this.#kinds.get(kind);
    if (id === undefined) {
      id = this.#kinds.size + 1;
      this.#kinds.set(kind, id);
    }
    return blend(id, object.id);
  }
}

/** One 32-bit number for two, in order (a round of MurmurHash3). */
export function blend(one: number, other: number): number {
  let hash = Math.imul(one ^ Math.imul(other + 0x7f4a7c15, 0xcc9e2d51), 0x1b873593);
  hash = (hash << 13) | (hash >>> 19);
  hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  return hash ^ (hash >>> 16);
}
