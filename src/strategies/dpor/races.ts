import type { Op } from "../../core/op.ts";
import type { History } from "./history.ts";
import { Past } from "./past.ts";
import type { Places } from "./places.ts";
import type { Reversals } from "./reversals.ts";
import { ALTERNATIVE, HEAD, NONE, SCHEDULED, SLOTS } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** Finds the races of a step with earlier ones, and those of them that are to be reversed from this very path. */
export class Races {
  readonly #steps: Steps;
  readonly #history: History;
  readonly #places: Places;
  readonly #reversals: Reversals;
  /** What has to come before the step if it is to come before the one that it races with. */
  readonly #past: Past;

  constructor(steps: Steps, history: History, places: Places, reversals: Reversals) {
    this.#steps = steps;
    this.#history = history;
    this.#places = places;
    this.#reversals = reversals;
    this.#past = new Past(steps);
  }

  /**
   * Wants `history.meet(step)` before it. What is found is left at `at`, the last step of the path. `waits`: the task
   * waits for ever, and `step` is what it would do.
   */
  judge(step: number, op: Op, waits: boolean, at: number): void {
    const { met, metCount } = this.#history;
    for (let k = 0; k < metCount; k++) {
      if (!this.#isImmediate(k)) {
        continue;
      }
      const later = op.kind.ready === null ? met[k]! : this.#places.lastBefore(met[k]!, step, op, waits);
      if (later !== NONE && this.#isDefault(step, later) && this.#isInOrder(step, later)) {
        this.#reversals.add(at, later, this.#steps.task[step]!, this.#past.row);
      }
    }
  }

  /** Whether no other of the steps that were met comes after this one, and it is not among them twice. */
  #isImmediate(k: number): boolean {
    const { met, metCount } = this.#history;
    for (let other = 0; other < metCount; other++) {
      if (met[other] === met[k] ? other < k : this.#steps.isBefore(met[k]!, met[other]!)) {
        return false;
      }
    }
    return true;
  }

  /** The path to reverse a race from is that on which `later` and all that the reversal drops was taken by default. */
  #isDefault(step: number, later: number): boolean {
    const { marks, parent } = this.#steps;
    if ((marks[later]! & (SCHEDULED | ALTERNATIVE)) !== 0) {
      return false;
    }
    this.#findPast(step, later);
    for (let s = parent[step]!; s !== later; s = parent[s]!) {
      if ((marks[s]! & (SCHEDULED | ALTERNATIVE)) !== 0 && !this.#past.has(s)) {
        return false;
      }
    }
    return true;
  }

  #findPast(step: number, later: number): void {
    const { last, met, metCount } = this.#history;
    this.#past.startAt(last[this.#steps.task[step]!]!);
    for (let k = 0; k < metCount; k++) {
      if (met[k] !== later && !this.#steps.isBefore(later, met[k]!)) {
        this.#past.add(met[k]!);
      }
    }
  }

  /**
   * Several steps that have no order among them may come before `later`, as all readers of what it writes. They are put
   * there one after the other, by ascending task as far as they can be.
   */
  #isInOrder(step: number, later: number): boolean {
    const { parent, stem, task } = this.#steps;
    const above = parent[later]!;
    let top = above;
    while (this.#isAhead(top, later)) {
      top = stem[top]!;
    }
    for (let s = above; s !== top; s = parent[s]!) {
      if (this.#conflict(s, step)) {
        this.#past.add(s);
      }
    }
    for (let head = above; head !== top && !this.#past.has(head); head = stem[head]!) {
      if (task[head]! > task[step]!) {
        return false;
      }
    }
    return true;
  }

  /** Whether `head` ends a reversal that put it before the step that is `later` now. */
  #isAhead(head: number, later: number): boolean {
    const { marks, reversed, task } = this.#steps;
    return (marks[head]! & HEAD) !== 0 && reversed[head] === task[later];
  }

  #conflict(one: number, other: number): boolean {
    const { touched } = this.#steps;
    for (let a = one * SLOTS; a < (one + 1) * SLOTS && touched[a]! !== NONE; a++) {
      for (let b = other * SLOTS; b < (other + 1) * SLOTS && touched[b]! !== NONE; b++) {
        if (touched[a]! >> 1 === touched[b]! >> 1 && ((touched[a]! | touched[b]!) & 1) !== 0) {
          return true;
        }
      }
    }
    return false;
  }
}
