import type { TaskView } from "../../core/task.ts";
import { NO_CHOICES } from "./choices.ts";
import { NONE } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { grown } from "./table.ts";
import type { Table } from "./table.ts";

/** The steps of the run under way, from the root down. */
export class Path {
  /** The last of them. */
  end = NONE;
  readonly #steps: Steps;
  #at: Table = new Int32Array(64);

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  at(depth: number): number {
    return this.#at[depth]!;
  }

  /** Adds a step of `task`, which is number `place` of those enabled, with all else still open. */
  add(task: number, place: number): number {
    const steps = this.#steps;
    const step = steps.take();
    steps.parent[step] = this.end;
    const depth = this.end === NONE ? 0 : steps.depth[this.end]! + 1;
    steps.depth[step] = depth;
    steps.task[step] = task;
    steps.place[step] = place;
    steps.number[step] = 0;
    steps.marks[step] = 0;
    steps.born[step] = 0;
    steps.resume[step] = NONE;
    steps.waiting[step] = NONE;
    steps.choices[step] = NO_CHOICES;
    const inRow = this.end !== NONE && steps.task[this.end] === task;
    steps.streak[step] = inRow ? steps.streak[this.end]! + 1 : 1;
    this.#put(depth, step);
    this.end = step;
    return step;
  }

  /** Follows the way up from `step` as far as `stem`, which is on the path already. */
  restore(step: number, stem: number): void {
    const { parent, depth } = this.#steps;
    for (let s = step; s !== stem; s = parent[s]!) {
      this.#put(depth[s]!, s);
    }
    this.end = step;
  }

  /** Writes down who could have stepped instead. */
  noteEnabled(enabled: readonly TaskView[], count: number): void {
    const { words, enabled: bits } = this.#steps;
    const row = this.end * words;
    for (let i = 0; i < words; i++) {
      bits[row + i] = 0;
    }
    for (let i = 0; i < count; i++) {
      const { id } = enabled[i]!;
      bits[row + (id >> 5)]! |= 1 << (id & 31);
    }
  }

  #put(depth: number, step: number): void {
    if (depth >= this.#at.length) {
      this.#at = grown(this.#at, 2 * depth);
    }
    this.#at[depth] = step;
  }
}
