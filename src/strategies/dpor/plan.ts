import { NO_CHOICES, nextChoices } from "./choices.ts";
import type { Choices } from "./choices.ts";
import type { Reversals } from "./reversals.ts";
import { ALTERNATIVE, HEAD, NONE, SCHEDULED } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** How the next run differs from those before: after steps that they share come these, and then the default ones. */
export class Plan {
  /** How many steps it shares, the root among them. */
  known = 0;
  /** The tasks that take the steps after those; the first is NONE where the root itself is new. */
  readonly tasks: number[] = [NONE];
  /** What each of them chooses inside its step, as far as that is settled. */
  readonly choices: Choices[] = [NO_CHOICES];
  size = 1;
  /** For the last of them. */
  marks = 0;
  reversed = NONE;
  stem = NONE;
  /** For the first of them. */
  resume = NONE;

  /** Plans the same step with the next choices inside it; false if it has had them all, or was told what to choose. */
  alternative(steps: Steps, step: number): boolean {
    const marks = steps.marks[step]!;
    const isTold = (marks & (SCHEDULED | HEAD)) === SCHEDULED;
    const next = isTold ? null : nextChoices(steps.choices[step]!);
    if (next === null) {
      return false;
    }
    this.known = steps.depth[step]!;
    this.tasks[0] = steps.task[step]!;
    this.choices[0] = next;
    this.size = 1;
    this.marks = (marks & (SCHEDULED | HEAD)) | ALTERNATIVE;
    this.reversed = steps.reversed[step]!;
    this.stem = steps.stem[step]!;
    this.resume = steps.resume[step]!;
    return true;
  }

  /** Plans reversal `it`, found at the step `at`: of what followed the later step, only what the other one needs. */
  reversal(steps: Steps, reversals: Reversals, it: number, at: number): void {
    const later = reversals.later[it]!;
    this.size = 0;
    for (let step = at; step !== later; step = steps.parent[step]!) {
      this.size += reversals.needs(it, step) ? 1 : 0;
    }
    this.tasks[this.size] = reversals.task[it]!;
    this.choices[this.size] = NO_CHOICES;
    let place = this.size++;
    for (let step = at; step !== later; step = steps.parent[step]!) {
      if (reversals.needs(it, step)) {
        place--;
        this.tasks[place] = steps.task[step]!;
        this.choices[place] = steps.choices[step]!;
      }
    }
    this.known = steps.depth[later]!;
    this.marks = SCHEDULED | HEAD;
    this.reversed = steps.task[later]!;
    this.stem = steps.parent[later]!;
    this.resume = at;
  }

  /** Fills in what step `place` of the plan is told. */
  apply(steps: Steps, step: number, place: number): void {
    const isLast = place === this.size - 1;
    steps.choices[step] = this.choices[place]!;
    steps.marks[step]! |= isLast ? this.marks : SCHEDULED;
    if (isLast) {
      steps.reversed[step] = this.reversed;
      steps.stem[step] = this.stem;
    }
    if (place === 0) {
      steps.resume[step] = this.resume;
    }
  }
}
