import type { Op } from "../../core/op.ts";
import type { History } from "./history.ts";
import { Moved } from "./moved.ts";
import { Past } from "./past.ts";
import type { Places } from "./places.ts";
import type { Preemptions } from "./preemptions.ts";
import type { Reversals } from "./reversals.ts";
import { ALTERNATIVE, HEAD, NONE, SCHEDULED } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** Finds the races of a step with earlier ones, and those of them that are to be reversed from this very path. */
export class Races {
  readonly #steps: Steps;
  readonly #history: History;
  readonly #places: Places;
  readonly #reversals: Reversals;
  readonly #preemptions: Preemptions;
  /** What has to come before the step if it is to come before the one that it races with. */
  readonly #past: Past;
  /** Null for the path under way. */
  #moved: Moved | null = null;

  constructor(steps: Steps, history: History, places: Places, reversals: Reversals, preemptions: Preemptions) {
    this.#steps = steps;
    this.#history = history;
    this.#places = places;
    this.#reversals = reversals;
    this.#preemptions = preemptions;
    this.#past = new Past(steps);
  }

  /**
   * Wants `history.meet(step)` before it. What is found is left at `at`, the last step of the path. `waits`: the task
   * waits for ever, and `step` is what it would do.
   */
  judge(step: number, op: Op, waits: boolean, at: number): void {
    this.#judgeMet(step, op, waits, at);
  }

  #judgeMet(step: number, op: Op, waits: boolean, at: number): void {
    const { met, metCount } = this.#moved ?? this.#history;
    for (let k = 0; k < metCount; k++) {
      if (!this.#isImmediate(k)) {
        continue;
      }
      const later = op.kind.ready === null ? met[k]! : this.#places.lastBefore(met[k]!, step, op, waits);
      if (later !== NONE && this.#isDefault(step, later) && this.#isInOrder(step, later)) {
        this.#note(step, later, op, waits, at);
      }
    }
  }

  #note(step: number, later: number, op: Op, waits: boolean, at: number): void {
    if (this.#preemptions.allow(step, later, this.#past.row, at, !waits)) {
      this.#reversals.add(at, later, this.#steps.task[step]!, this.#past.row);
    } else if (!waits && this.#preemptions.allow(step, later, this.#past.row, at, false)) {
      this.#judgeMoved(step, later, op, at);
    }
  }

  /** Where a reversal is not worth a run: the races that its moved step would be part of, as if it had been run. */
  #judgeMoved(step: number, later: number, op: Op, at: number): void {
    const moved = this.#moved;
    this.#moved = new Moved(this.#steps, step, later, this.#past.row);
    this.#moved.meet(at, this.#history.last[this.#steps.task[step]!]!);
    this.#judgeMet(step, op, false, at);
    this.#moved = moved;
  }

  /** Whether no other of the steps that were met comes after this one, and it is not among them twice. */
  #isImmediate(k: number): boolean {
    const { met, metCount } = this.#moved ?? this.#history;
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
    if ((marks[later]! & (SCHEDULED | ALTERNATIVE)) !== 0 || this.#isPlanned(later)) {
      return false;
    }
    this.#findPast(step, later);
    for (let s = parent[step]!; s !== later; s = parent[s]!) {
      if (this.#isDropped(s) || this.#past.has(s)) {
        continue;
      }
      if ((marks[s]! & (SCHEDULED | ALTERNATIVE)) !== 0 || this.#isPlanned(s)) {
        return false;
      }
    }
    return true;
  }

  #isDropped(step: number): boolean {
    return this.#moved !== null && !this.#moved.has(step);
  }

  #isPlanned(step: number): boolean {
    return this.#moved !== null && this.#moved.isPlanned(step);
  }

  #findPast(step: number, later: number): void {
    const { last } = this.#history;
    const { met, metCount } = this.#moved ?? this.#history;
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
      if (this.#steps.conflict(s, step)) {
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
}
