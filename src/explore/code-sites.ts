import { ACQUIRE, RELEASE } from "../core/op.ts";
import type { Op, OpKind } from "../core/op.ts";
import type { Shared } from "../core/shared.ts";
import { blend } from "../strategies/sites.ts";
import { zeros } from "./zeros.ts";

/**
 * Where in the code the ops of a run stand, as far as can be seen of them: what an op does to objects of which name, and what
 * its task did before. Unlike `Sites` it tells nothing by identity, so that a site has one number in all runs of all
 * scenarios of a design, in every process.
 */
export class CodeSites {
  readonly #names = new Map<string, number>();
  readonly #kinds = new Map<OpKind, number>();
  /** By object id: the name that it had when last seen, and its number. */
  readonly #objects: string[] = [];
  readonly #numbers: number[] = [];
  /** By task id: what it did last; 0 for nothing. */
  #before = new Int32Array(0);

  /** Forgets what tasks did in the run before. */
  begin(tasks: number): void {
    this.#before = zeros(this.#before, tasks);
  }

  /** A 32-bit number; wants each op of a run, in order. */
  pass({ task, kind, object }: Op): number {
    const act = blend(this.#ofKind(kind), this.#ofObject(object));
    const site = blend(act, this.#before[task]!);
    // A lock that was only given up says nothing of where the task stands.
    if ((kind.access & (ACQUIRE | RELEASE)) !== RELEASE) {
      this.#before[task] = act;
    }
    return site;
  }

  #ofKind(kind: OpKind): number {
    let number = this.#kinds.get(kind);
    if (number === undefined) {
      number = this.#hash(kind.name);
      this.#kinds.set(kind, number);
    }
    return number;
  }

  /** Looks a name up only where another object than before has the id. */
  #ofObject({ id, name }: Shared): number {
    while (this.#objects.length <= id) {
      this.#objects.push("");
      this.#numbers.push(0);
    }
    if (this.#objects[id] !== name) {
      this.#objects[id] = name;
      this.#numbers[id] = this.#hash(name);
    }
    return this.#numbers[id]!;
  }

  #hash(name: string): number {
    let hash = this.#names.get(name);
    if (hash === undefined) {
      hash = 0;
      for (let i = 0; i < name.length; i++) {
        hash = blend(hash, name.charCodeAt(i));
      }
      this.#names.set(name, hash);
    }
    return hash;
  }
}
