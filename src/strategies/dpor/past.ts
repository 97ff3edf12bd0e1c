import type { Steps } from "./steps.ts";
import { newTable } from "./table.ts";

/** A set of steps that holds, with any step, all that happened before it: how many of each task. */
export class Past {
  row = newTable();
  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Becomes `step` and all before it. */
  startAt(step: number): void {
    const { clocks, width } = this.#steps;
    if (this.row.length !== width) {
      this.row = new Int32Array(width);
    }
    for (let i = 0; i < width; i++) {
      this.row[i] = clocks[step * width + i]!;
    }
  }

  /** Adds `step` and all before it. */
  add(step: number): void {
    const { clocks, width } = this.#steps;
    const { row } = this;
    for (let i = 0; i < width; i++) {
      const count = clocks[step * width + i]!;
      if (count > row[i]!) {
        row[i] = count;
      }
    }
  }

  has(step: number): boolean {
    return this.row[this.#steps.task[step]!]! >= this.#steps.number[step]!;
  }
}
