import { READ, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import type { Shared } from "../core/shared.ts";

const NOBODY = -1;
const SEVERAL = -2;

/** Which objects tasks contend for, learned over all runs: those that several tasks use and at least one writes. */
export class Contention {
  /** By object id: the one task that has used it, or one of the above. */
  readonly #users: number[] = [];
  readonly #isWritten: boolean[] = [];

  performed(op: Op): void {
    const { access, also } = op.kind;
    this.#note(op.object, op.task, (access & WRITE) !== 0);
    if (also !== undefined) {
      this.#note(also(op), op.task, false);
    }
  }

  isContended(object: number): boolean {
    return this.#users[object] === SEVERAL && this.#isWritten[object] === true;
  }

  /**
   * Whether `op`, which `task` is about to perform, commutes with all that others were seen to do. False for objects not met
   * yet, and for ops that depend on more than their object: memory that may be freed, a second object.
   */
  isLocal({ object, kind }: Op, task: number): boolean {
    const { id, owner } = object;
    const user = this.#users[id] ?? NOBODY;
    if (user === NOBODY || owner !== null || kind.memory !== undefined || kind.also !== undefined) {
      return false;
    }
    return user === task || ((kind.access & (READ | WRITE)) === READ && !this.#isWritten[id]!);
  }

  #note({ id }: Shared, task: number, writes: boolean): void {
    while (this.#users.length <= id) {
      this.#users.push(NOBODY);
      this.#isWritten.push(false);
    }
    if (this.#users[id] !== task) {
      this.#users[id] = this.#users[id] === NOBODY ? task : SEVERAL;
    }
    this.#isWritten[id] ||= writes;
  }
}
