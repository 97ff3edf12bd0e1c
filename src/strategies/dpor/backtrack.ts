import type { History } from "./history.ts";
import type { Path } from "./path.ts";
import type { Plan } from "./plan.ts";
import type { Reversals } from "./reversals.ts";
import { NONE } from "./steps.ts";
import type { Steps } from "./steps.ts";

/**
 * Goes up from the end of a path to the first step with something left to try. A reversal is run as soon as its turn comes,
 * and the path on which it was found is kept until then: so there are never more steps than fit on a few paths.
 */
export class Backtrack {
  readonly #steps: Steps;
  readonly #path: Path;
  readonly #history: History;
  readonly #reversals: Reversals;
  readonly #plan: Plan;

  constructor(steps: Steps, path: Path, history: History, reversals: Reversals, plan: Plan) {
    this.#steps = steps;
    this.#path = path;
    this.#history = history;
    this.#reversals = reversals;
    this.#plan = plan;
  }

  /** Makes the next plan; false if nothing is left. */
  turn(): boolean {
    for (;;) {
      const step = this.#path.end;
      const reversal = this.#reversals.takeFrom(step);
      if (reversal !== NONE) {
        this.#reverse(reversal);
        return true;
      }
      if (this.#plan.alternative(this.#steps, step)) {
        this.#drop();
        return true;
      }
      const isRoot = this.#steps.parent[step] === NONE;
      const resume = this.#steps.resume[step]!;
      this.#drop();
      if (isRoot) {
        return false;
      }
      if (resume !== NONE) {
        this.#restore(resume);
      }
    }
  }

  /** Takes the last step off the path for good. */
  #drop(): void {
    const step = this.#path.end;
    this.#takeOff();
    this.#steps.give(step);
  }

  #takeOff(): void {
    const step = this.#path.end;
    this.#path.end = this.#steps.parent[step]!;
    if (this.#path.end !== NONE) {
      this.#history.pop(step);
    }
  }

  #reverse(reversal: number): void {
    this.#plan.reversal(this.#steps, this.#reversals, reversal, this.#path.end);
    const stem = this.#plan.stem;
    while (this.#path.end !== stem) {
      this.#takeOff();
    }
  }

  /** Goes on where a reversal was found. */
  #restore(step: number): void {
    const { depth } = this.#steps;
    const stem = this.#path.end;
    this.#path.restore(step, stem);
    for (let d = depth[stem]! + 1; d <= depth[step]!; d++) {
      this.#history.push(this.#path.at(d));
    }
  }
}
