import { NONE, SLOTS } from "./steps.ts";
import type { Steps } from "./steps.ts";
import type { Table } from "./table.ts";

/** The path that a reversal would give, down to the step that it moves: all above the later step, and what is needed. */
export class Moved {
  /** The steps that the moved one comes after, besides those before the last of its task: as `History.meet` has them. */
  readonly met: number[] = [];
  readonly #steps: Steps;
  readonly #step: number;
  readonly #later: number;
  readonly #past: Table;

  constructor(steps: Steps, step: number, later: number, past: Table) {
    this.#steps = steps;
    this.#step = step;
    this.#later = later;
    this.#past = past.slice();
  }

  get metCount(): number {
    return this.met.length;
  }

  has(step: number): boolean {
    return this.#steps.depth[step]! < this.#steps.depth[this.#later]! || this.#isNeeded(step);
  }

  /** Whether the reversal takes `step` once more. */
  isPlanned(step: number): boolean {
    return this.#steps.depth[step]! > this.#steps.depth[this.#later]! && this.#isNeeded(step);
  }

  /** `last` is the last step of the task before the moved one, `at` the end of the path under way. */
  meet(at: number, last: number): void {
    const { touched } = this.#steps;
    for (let slot = this.#step * SLOTS; slot < (this.#step + 1) * SLOTS && touched[slot]! !== NONE; slot++) {
      this.#meetAt(touched[slot]!, at, last);
    }
  }

  #meetAt(wanted: number, at: number, last: number): void {
    const { parent, touched } = this.#steps;
    let isRead = false;
    for (let step = at; parent[step]! !== NONE; step = parent[step]!) {
      if (step === this.#step || !this.has(step)) {
        continue;
      }
      for (let slot = step * SLOTS; slot < (step + 1) * SLOTS && touched[slot]! !== NONE; slot++) {
        if (touched[slot]! >> 1 !== wanted >> 1) {
          continue;
        }
        const writes = (touched[slot]! & 1) !== 0;
        if ((writes ? !isRead : (wanted & 1) !== 0) && !this.#steps.isBefore(step, last)) {
          this.met.push(step);
        }
        if (writes) {
          return;
        }
        isRead ||= (wanted & 1) !== 0;
      }
    }
  }

  #isNeeded(step: number): boolean {
    return this.#past[this.#steps.task[step]!]! >= this.#steps.number[step]!;
  }
}
