import { ALTERNATIVE, FREE, NONE, SCHEDULED, SLOTS, SURE, WHILE_FREE } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { grown, newTable } from "./table.ts";
import type { Table } from "./table.ts";

/**
 * The steps that stay in every path derived from a reversal, with what happened before each of them: those that were
 * planned, since nothing drops them, and all that they come after. Also how far an order of these alone has come.
 */
export class Lasting {
  /** By task: how many steps stay, and how many of them the order has taken. */
  wanted = newTable();
  taken = newTable();
  tasks = 0;
  readonly #steps: Steps;
  /** By task and number, `#length` each: the steps of the path; and how many of each task there are. */
  #at = newTable();
  #length = 0;
  #count = newTable();
  /** The step that is to come first, and what it comes after. */
  #first = NONE;
  #past = newTable();
  #settled = true;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /**
   * For the reversal that puts `first`, the next step of its task below `end`, after `past` and before `later`. If `settled`,
   * for all that comes of it with `first` at that place; else also for what comes of moving `first` further up.
   */
  gather(first: number, later: number, past: Table, end: number, settled: boolean): void {
    const { task, width } = this.#steps;
    this.tasks = width;
    this.taken = new Int32Array(width);
    this.wanted = new Int32Array(width);
    this.#past = settled ? past.slice(0, width) : new Int32Array(width);
    this.#first = first;
    this.#settled = settled;
    this.#index(end);
    this.#addNeeded(later, past, end);
    this.#addAbove(later);
    for (let i = 0; i < width; i++) {
      this.wanted[i] = Math.max(this.wanted[i]!, this.#past[i]!);
    }
    const id = task[first]!;
    const number = past[id]! + 1;
    this.#count[id] = number;
    this.wanted[id] = number;
    this.#at[id * this.#length + number] = first;
  }

  /** Whether the next step of a task can be taken now: what it comes after has been. */
  canTake(task: number): boolean {
    if (this.taken[task] === this.wanted[task]) {
      return false;
    }
    const { clocks, width } = this.#steps;
    const step = this.#next(task);
    for (let i = 0; i < width; i++) {
      const before = step === this.#first ? this.#past[i]! : clocks[step * width + i]!;
      if (i !== task && before > this.taken[i]!) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a switch away from a task is sure to be a preemption. Also where no more of its steps are sure to stay: it could
   * go on, and what it would do is not done next, since that would come before a step that stays and conflicts with it.
   */
  isPreempted(task: number): boolean {
    if (this.taken[task] === this.#count[task]) {
      return false;
    }
    const step = this.#next(task);
    const stays = this.taken[task]! < this.wanted[task]!;
    if ((this.#steps.marks[step]! & WHILE_FREE) !== 0) {
      return this.#isFreeFor(step, stays);
    }
    return (this.#steps.marks[step]! & SURE) !== 0 && (stays || this.#isOpposed(step));
  }

  /** Whether the object of `step` is free, by what comes next to it. */
  #isFreeFor(step: number, stays: boolean): boolean {
    const { depth, marks, touched } = this.#steps;
    const write = this.#nextWrite(touched[step * SLOTS]! >> 1);
    if (write === this.#first && !this.#settled) {
      return false;
    }
    if (stays && (write === NONE || write === step || write === this.#first || depth[write]! > depth[step]!)) {
      return true;
    }
    return write !== NONE && (marks[write]! & (write === this.#first ? WHILE_FREE : FREE)) !== 0;
  }

  /** Adds what `first` needs, wherever it comes: what came before it in its task, and what is planned with it. */
  #addNeeded(later: number, past: Table, end: number): void {
    const { number, parent, task } = this.#steps;
    const id = task[this.#first]!;
    if (past[id]! > 0) {
      this.#addPastOf(this.#at[id * this.#length + past[id]!]!, this.#past);
    }
    for (let step = end; step !== later; step = parent[step]!) {
      if (past[task[step]!]! >= number[step]!) {
        this.#addPastOf(step, this.#past);
      }
    }
  }

  /** Adds what stays of the steps above `later`. */
  #addAbove(later: number): void {
    const { marks, parent } = this.#steps;
    for (let step = parent[later]!; parent[step]! !== NONE; step = parent[step]!) {
      if ((marks[step]! & (SCHEDULED | ALTERNATIVE)) !== 0) {
        this.#addPastOf(step, this.wanted);
      }
      if (this.#settled && this.#steps.conflict(step, this.#first)) {
        this.#addPastOf(step, this.#past);
      }
    }
  }

  #addPastOf(step: number, row: Table): void {
    const { clocks, width } = this.#steps;
    for (let i = 0; i < width; i++) {
      row[i] = Math.max(row[i]!, clocks[step * width + i]!);
    }
  }

  #index(end: number): void {
    const { depth, number, parent, task, width } = this.#steps;
    this.#count = new Int32Array(width);
    this.#length = depth[end]! + 2;
    if (this.#at.length < width * this.#length) {
      this.#at = grown(newTable(), 2 * width * this.#length);
    }
    for (let step = end; parent[step]! !== NONE; step = parent[step]!) {
      this.#at[task[step]! * this.#length + number[step]!] = step;
      this.#count[task[step]!] = Math.max(this.#count[task[step]!]!, number[step]!);
    }
  }

  /** Whether some step that stays is still to come, and conflicts with `step`, which is not known to stay. */
  #isOpposed(step: number): boolean {
    for (let task = 0; task < this.tasks; task++) {
      for (let n = this.taken[task]! + 1; n <= this.wanted[task]!; n++) {
        const other = this.#at[task * this.#length + n]!;
        if ((this.#settled || other !== this.#first) && this.#steps.conflict(other, step)) {
          return true;
        }
      }
    }
    return false;
  }

  #next(task: number): number {
    return this.#at[task * this.#length + this.taken[task]! + 1]!;
  }

  /** The first step that writes `object` among those that stay and are not taken; NONE if there is none. */
  #nextWrite(object: number): number {
    const { depth, touched } = this.#steps;
    let next = NONE;
    for (let task = 0; task < this.tasks; task++) {
      for (let n = this.taken[task]! + 1; n <= this.wanted[task]!; n++) {
        const other = this.#at[task * this.#length + n]!;
        const isFirst =
          next === NONE || next === this.#first || (other !== this.#first && depth[other]! < depth[next]!);
        if (touched[other * SLOTS] === 2 * object + 1 && isFirst) {
          next = other;
        }
      }
    }
    return next;
  }
}
