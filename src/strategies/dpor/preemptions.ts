import { Lasting } from "./lasting.ts";
import type { Steps } from "./steps.ts";
import type { Table } from "./table.ts";

/** Places that the search for an order looks at; past that it takes one for possible. */
const EFFORT = 20_000;

/**
 * Whether a reversal may lead to traces that some schedule within a bound of preemptions has. It does not if every order
 * of the steps that last has more of them: whatever is derived has these steps, in one of these orders, with others between,
 * and those save no preemption. Where a task may have to wait, a switch away from it counts for nothing.
 */
export class Preemptions {
  /** Whether any reversal was refused. */
  refused = false;
  readonly #bound: number;
  readonly #lasting: Lasting;
  /** By task: the weight of one of its steps in the number of a place, which says how far an order has come. */
  readonly #weights: number[] = [];
  readonly #seen = new Set<number>();
  /** Places to go on from: those reached with no more preemptions than the one looked at, and those with one more. */
  #here: number[] = [];
  #above: number[] = [];

  constructor(bound: number, steps: Steps) {
    this.#bound = bound;
    this.#lasting = new Lasting(steps);
  }

  /**
   * `first` is the next step of its task below `end`; it comes after `past` and is to come before `later`. `settled`: to stay
   * there, and not to be moved further up.
   */
  allow(first: number, later: number, past: Table, end: number, settled: boolean): boolean {
    if (this.#bound === Number.POSITIVE_INFINITY) {
      return true;
    }
    this.#lasting.gather(first, later, past, end, settled);
    const isAllowed = this.#isOrderPossible();
    this.refused ||= !isAllowed;
    return isAllowed;
  }

  #isOrderPossible(): boolean {
    const whole = this.#weigh();
    if (!Number.isSafeInteger(whole)) {
      return true;
    }
    this.#seen.clear();
    this.#here = [];
    this.#above = [];
    this.#addAll(0, -1, this.#here);
    for (let spent = 0; spent <= this.#bound; spent++) {
      for (let place = this.#here.pop(); place !== undefined; place = this.#here.pop()) {
        if (place - (place % this.#lasting.tasks) === whole || this.#seen.size > EFFORT) {
          return true;
        }
        this.#goOnFrom(place);
      }
      [this.#here, this.#above] = [this.#above, this.#here];
    }
    return false;
  }

  /** Sets the weights; returns the number of the place where all is taken, but for the task. */
  #weigh(): number {
    const { tasks, wanted } = this.#lasting;
    let weight = tasks;
    for (let task = 0; task < tasks; task++) {
      this.#weights[task] = weight;
      weight *= wanted[task]! + 1;
    }
    return weight - tasks;
  }

  #goOnFrom(place: number): void {
    if (this.#seen.has(place)) {
      return;
    }
    this.#seen.add(place);
    const { taken, tasks, wanted } = this.#lasting;
    for (let task = 0; task < tasks; task++) {
      taken[task] = Math.floor(place / this.#weights[task]!) % (wanted[task]! + 1);
    }
    const current = place % tasks;
    this.#addAll(place - current, current, this.#lasting.isPreempted(current) ? this.#above : this.#here);
    if (this.#lasting.canTake(current)) {
      this.#here.push(place + this.#weights[current]!);
    }
  }

  /** Adds what can follow `place` by tasks other than `current`. */
  #addAll(place: number, current: number, list: number[]): void {
    for (let task = this.#lasting.tasks - 1; task >= 0; task--) {
      if (task !== current && this.#lasting.canTake(task)) {
        list.push(place + this.#weights[task]! + task);
      }
    }
  }
}
