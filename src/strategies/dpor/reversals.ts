import { NONE } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { grown, newTable, respaced } from "./table.ts";
import type { Table } from "./table.ts";

/** Races that are to be tried the other way round: lists in tables, one list for each step at which races were found. */
export class Reversals {
  /** The step that is to come later. */
  later = newTable();
  /** The task whose next step is to come first. */
  task = newTable();
  /** `width` each: how many steps of each task happened before the step that is to come first. */
  pasts = newTable();
  #next = newTable();
  #width = 0;
  #used = 0;
  #spare = NONE;
  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Whether `step` is to be taken again for reversal `it`, before the step that is to come first. */
  needs(it: number, step: number): boolean {
    return this.pasts[it * this.#width + this.#steps.task[step]!]! >= this.#steps.number[step]!;
  }

  add(at: number, later: number, task: number, past: Table): void {
    const it = this.#take();
    this.later[it] = later;
    this.task[it] = task;
    for (let i = 0; i < this.#width; i++) {
      this.pasts[it * this.#width + i] = past[i]!;
    }
    this.#next[it] = this.#steps.waiting[at]!;
    this.#steps.waiting[at] = it;
  }

  /** Takes the next one off the list of a step; NONE if there is none. Valid until the next `add`. */
  takeFrom(at: number): number {
    const it = this.#steps.waiting[at]!;
    if (it !== NONE) {
      this.#steps.waiting[at] = this.#next[it]!;
      this.#next[it] = this.#spare;
      this.#spare = it;
    }
    return it;
  }

  #take(): number {
    if (this.#width !== this.#steps.width) {
      this.pasts = this.#width === 0 ? this.pasts : respaced(this.pasts, this.#width, this.#steps.width);
      this.#width = this.#steps.width;
    }
    const it = this.#spare;
    if (it !== NONE) {
      this.#spare = this.#next[it]!;
      return it;
    }
    if (this.#used === this.later.length) {
      const capacity = Math.max(64, 2 * this.#used);
      this.later = grown(this.later, capacity);
      this.task = grown(this.task, capacity);
      this.#next = grown(this.#next, capacity);
      this.pasts = grown(this.pasts, capacity * this.#width);
    }
    return this.#used++;
  }
}
