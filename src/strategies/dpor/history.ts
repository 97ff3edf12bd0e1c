import { NONE, SLOTS } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { grown } from "./table.ts";
import type { Table } from "./table.ts";

/**
 * Which step of the path touched each object last, and which was each task's last. Steps are put at its end and taken
 * off there, so that what paths share is not looked at again.
 */
export class History {
  /** By task: its last step, or the one that spawned it, or the root. */
  last: Table = new Int32Array(4);
  /** How many tasks there are. */
  tasks = 0;
  /** The conflicting steps that the last call of `meet` found. */
  readonly met: number[] = [];
  metCount = 0;
  readonly #steps: Steps;
  /** By object: the step that wrote it last, and the slot that read it last since. */
  #writer: Table = new Int32Array(64).fill(NONE);
  #reader: Table = new Int32Array(64).fill(NONE);

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Tasks that are there from the beginning come after `root`. */
  begin(root: number, tasks: number): void {
    this.tasks = 0;
    this.#spawn(root, tasks);
  }

  /** The step that wrote an object last, or NONE. */
  writerOf(object: number): number {
    return this.#writer[object] ?? NONE;
  }

  /** Looks for the steps that `step`, which follows, has to come after, besides those before the last of its task. */
  meet(step: number): void {
    const { touched, task } = this.#steps;
    const last = this.last[task[step]!]!;
    this.metCount = 0;
    for (let slot = step * SLOTS; slot < (step + 1) * SLOTS && touched[slot]! !== NONE; slot++) {
      this.#meetAt(touched[slot]!, last);
    }
  }

  /** Takes the last step of every task for one to come after. */
  meetAll(): void {
    this.metCount = this.tasks;
    for (let task = 0; task < this.tasks; task++) {
      this.met[task] = this.last[task]!;
    }
  }

  /** Fills in the clock of a step after `meet`. */
  stamp(step: number): void {
    const { clocks, width, number, task } = this.#steps;
    const row = step * width;
    const before = this.last[task[step]!]! * width;
    for (let i = 0; i < width; i++) {
      clocks[row + i] = clocks[before + i]!;
    }
    for (let k = 0; k < this.metCount; k++) {
      const other = this.met[k]! * width;
      for (let i = 0; i < width; i++) {
        if (clocks[other + i]! > clocks[row + i]!) {
          clocks[row + i] = clocks[other + i]!;
        }
      }
    }
    clocks[row + task[step]!] = number[step]!;
  }

  /** Puts a step at the end. */
  push(step: number): void {
    const steps = this.#steps;
    for (let slot = step * SLOTS; slot < (step + 1) * SLOTS && steps.touched[slot]! !== NONE; slot++) {
      const object = steps.touched[slot]! >> 1;
      this.#makeRoom(object);
      steps.writerBefore[slot] = this.#writer[object]!;
      steps.readerBefore[slot] = this.#reader[object]!;
      if ((steps.touched[slot]! & 1) === 0) {
        this.#reader[object] = slot;
      } else {
        this.#writer[object] = step;
        this.#reader[object] = NONE;
      }
    }
    const task = steps.task[step]!;
    steps.previous[step] = this.last[task]!;
    this.last[task] = step;
    if (steps.born[step]! > 0) {
      this.#spawn(step, steps.born[step]!);
    }
  }

  /** Takes the last step off. */
  pop(step: number): void {
    const steps = this.#steps;
    this.tasks -= steps.born[step]!;
    this.last[steps.task[step]!] = steps.previous[step]!;
    for (let slot = (step + 1) * SLOTS - 1; slot >= step * SLOTS; slot--) {
      if (steps.touched[slot]! !== NONE) {
        const object = steps.touched[slot]! >> 1;
        this.#writer[object] = steps.writerBefore[slot]!;
        this.#reader[object] = steps.readerBefore[slot]!;
      }
    }
  }

  #meetAt(touched: number, last: number): void {
    const steps = this.#steps;
    const object = touched >> 1;
    let slot = (touched & 1) === 0 ? NONE : (this.#reader[object] ?? NONE);
    if (slot === NONE) {
      const writer = this.writerOf(object);
      if (writer !== NONE && !steps.isBefore(writer, last)) {
        this.met[this.metCount++] = writer;
      }
      return;
    }
    for (; slot !== NONE; slot = steps.readerBefore[slot]!) {
      const reader = Math.trunc(slot / SLOTS);
      if (!steps.isBefore(reader, last)) {
        this.met[this.metCount++] = reader;
      }
    }
  }

  #spawn(step: number, count: number): void {
    this.#steps.widen(this.tasks + count);
    if (this.tasks + count > this.last.length) {
      this.last = grown(this.last, 2 * (this.tasks + count));
    }
    for (let i = 0; i < count; i++) {
      this.last[this.tasks++] = step;
    }
  }

  #makeRoom(object: number): void {
    const size = this.#writer.length;
    if (object >= size) {
      this.#writer = grown(this.#writer, 2 * object).fill(NONE, size);
      this.#reader = grown(this.#reader, 2 * object).fill(NONE, size);
    }
  }
}
