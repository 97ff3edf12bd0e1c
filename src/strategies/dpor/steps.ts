import type { Choices } from "./choices.ts";
import { grown, newTable, respaced } from "./table.ts";
import type { Table } from "./table.ts";

/** It was planned by a reversal; other steps are taken by default. */
export const SCHEDULED = 1;
/** The last step of a reversal: it comes before the step that it came after until then. */
export const HEAD = 2;
/** A choice inside it is not the ordinary one. */
export const ALTERNATIVE = 4;
/** Its object was free when it was taken. */
export const FREE = 8;
/** Its task could take it as soon as it had come to it. */
export const SURE = 16;
/** Its task could take it whenever its object was free. */
export const WHILE_FREE = 32;

/** Objects that one step can touch: its own, a second one, two pieces of memory, the set of tasks. */
export const SLOTS = 5;

/** For a step, a slot or a place that is none. */
export const NONE = -1;

/**
 * The steps of the path under way and of those that will be gone on with later: a tree, each step below the one before
 * it. All of it is numbers in tables, by step, so that a walk makes no objects; a step that is done with is used again.
 */
export class Steps {
  parent = newTable();
  /** How many steps are above it. */
  depth = newTable();
  task = newTable();
  /** Its position among the steps of its task, from 1. */
  number = newTable();
  /** The step of its task before it, or the one that spawned the task, or the root. */
  previous = newTable();
  marks = newTable();
  /** The position of its task among those enabled. */
  place = newTable();
  /** How many tasks it spawned. */
  born = newTable();
  /** How many steps its task has made in a row with it. */
  streak = newTable();
  /** For a HEAD: the task whose step it was put before, and the step below which the reversal begins. */
  reversed = newTable();
  stem = newTable();
  /** For the first step of a reversal: the step at which the race was found, to go on with afterwards. */
  resume = newTable();
  /** The first of the reversals found at it that are still to be made. */
  waiting = newTable();
  /** What it touches, `SLOTS` each: twice the object's number, and 1 if it writes; NONE behind the last. */
  touched = newTable();
  /** By slot: the step that had written the object last, and the slot that had read it last since. */
  writerBefore = newTable();
  readerBefore = newTable();
  readonly choices: Choices[] = [];
  /** How many steps of each task happened before it or are it, `width` each. */
  clocks = newTable();
  width = 4;
  /** A bit for each task that could step when it was taken, `words` each. */
  enabled = newTable();
  words = 1;
  /** Steps in use. */
  count = 0;
  #capacity = 0;
  #used = 0;
  #spare = NONE;

  /** A step with nothing filled in. */
  take(): number {
    this.count++;
    const step = this.#spare;
    if (step !== NONE) {
      this.#spare = this.parent[step]!;
      return step;
    }
    if (this.#used === this.#capacity) {
      this.#grow(Math.max(64, 2 * this.#capacity));
    }
    return this.#used++;
  }

  give(step: number): void {
    this.count--;
    this.parent[step] = this.#spare;
    this.#spare = step;
  }

  /** Whether `one` happened before `other` or is it. */
  isBefore(one: number, other: number): boolean {
    return this.clocks[other * this.width + this.task[one]!]! >= this.number[one]!;
  }

  /** Whether two steps touch the same object, and one of them writes it. */
  conflict(one: number, other: number): boolean {
    const { touched } = this;
    for (let a = one * SLOTS; a < (one + 1) * SLOTS && touched[a]! !== NONE; a++) {
      for (let b = other * SLOTS; b < (other + 1) * SLOTS && touched[b]! !== NONE; b++) {
        if (touched[a]! >> 1 === touched[b]! >> 1 && ((touched[a]! | touched[b]!) & 1) !== 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Makes room for `tasks` in clocks. */
  widen(tasks: number): void {
    if (tasks > this.width) {
      const width = 2 * tasks;
      const words = Math.ceil(width / 32);
      this.clocks = respaced(this.clocks, this.width, width);
      this.enabled = respaced(this.enabled, this.words, words);
      this.width = width;
      this.words = words;
    }
  }

  #grow(capacity: number): void {
    const each = (old: Table): Table => grown(old, capacity);
    this.#capacity = capacity;
    this.parent = each(this.parent);
    this.depth = each(this.depth);
    this.task = each(this.task);
    this.number = each(this.number);
    this.previous = each(this.previous);
    this.marks = each(this.marks);
    this.place = each(this.place);
    this.born = each(this.born);
    this.streak = each(this.streak);
    this.reversed = each(this.reversed);
    this.stem = each(this.stem);
    this.resume = each(this.resume);
    this.waiting = each(this.waiting);
    this.touched = grown(this.touched, SLOTS * capacity);
    this.writerBefore = grown(this.writerBefore, SLOTS * capacity);
    this.readerBefore = grown(this.readerBefore, SLOTS * capacity);
    this.clocks = grown(this.clocks, this.width * capacity);
    this.enabled = grown(this.enabled, this.words * capacity);
  }
}
