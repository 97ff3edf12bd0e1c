import { SPINS } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { TaskView } from "../../core/task.ts";
import type { StateHash } from "./state-hash.ts";

/** Steps in which a round has to come back to where it was. */
const LONGEST = 300;

/**
 * Whether all that can step spin for ever: everyone gets their turn, and nothing comes of it. A livelock is told by that;
 * a search that goes no further at states it knows would never see one.
 */
export class Circling {
  /** Whether a round has come back, so that there will be no end. */
  isEndless = false;
  isUnderWay = false;
  readonly #hash: StateHash;
  /** By task id: whether it has relaxed in this run. */
  readonly #hasSpun: boolean[] = [];
  readonly #met = new Set<string>();
  #again = 0;
  #since = 0;

  constructor(hash: StateHash) {
    this.#hash = hash;
  }

  begin(): void {
    this.isEndless = false;
    this.isUnderWay = false;
    this.#hasSpun.fill(false);
  }

  note(op: Op, task: number): void {
    if ((op.kind.access & SPINS) !== 0) {
      this.#hasSpun[task] = true;
    }
  }

  /** Whether it is worth a try: nobody who can step is anywhere but in a loop that spins, as far as one can see. */
  start(enabled: readonly TaskView[], count: number, steps: number): boolean {
    for (let i = 0; i < count; i++) {
      const { id, pending } = enabled[i]!;
      if ((pending!.kind.access & SPINS) === 0 && this.#hasSpun[id] !== true) {
        return false;
      }
    }
    this.#met.clear();
    this.#again = 0;
    this.#since = steps;
    this.isUnderWay = true;
    return true;
  }

  /** Whether to go on. Wants to be asked before each step of a round, about the task that takes it. */
  goesOn(task: number, tasks: number, steps: number): boolean {
    if (this.isEndless) {
      return true;
    }
    const key = `${this.#hash.low} ${this.#hash.high} ${task}`;
    this.#again = this.#met.has(key) ? this.#again + 1 : 0;
    this.#met.add(key);
    this.isEndless = this.#again > 4 * tasks;
    return this.isEndless || steps - this.#since < LONGEST;
  }
}
