import type { Op } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import { Contention } from "./contention.ts";
import { drawWeighted } from "./draw.ts";

/** How often each task accesses each object, over the runs so far. */
export class AccessCounts {
  readonly #contention = new Contention();
  /** By object id, by task id. */
  readonly #byTask: number[][] = [];
  /** By object id: all accesses, and the same where tasks contend for it, otherwise 0. */
  readonly #all: number[] = [];
  readonly #contended: number[] = [];
  #runs = 0;

  begin(): void {
    for (let id = 0; id < this.#all.length; id++) {
      this.#contended[id] = this.#contention.isContended(id) ? this.#all[id]! : 0;
    }
    this.#runs++;
  }

  performed(op: Op): void {
    this.#contention.performed(op);
    const { id } = op.object;
    while (this.#byTask.length <= id) {
      this.#byTask.push([]);
      this.#all.push(0);
    }
    const counts = this.#byTask[id]!;
    while (counts.length <= op.task) {
      counts.push(0);
    }
    counts[op.task]!++;
    this.#all[id]!++;
  }

  /** The id of an object that tasks contend for, in proportion to its accesses; -1 if none was met before this run. */
  drawObject(random: Random): number {
    return drawWeighted(this.#contended, this.#contended.length, random);
  }

  /** Fills `means` with the accesses that each task makes to an object in a run. */
  readMeans(object: number, means: number[]): void {
    means.length = 0;
    for (const count of this.#byTask[object] ?? []) {
      means.push(count / (this.#runs - 1));
    }
  }
}
