import type { TaskView } from "../core/task.ts";

/** How many ops tasks perform in a run, in the mean over the runs so far, and how many they have left in the run under way. */
export class TaskLengths {
  /** By task id: ops over all runs, and who spawned it. */
  readonly #sums: number[] = [];
  readonly #parents: number[] = [];
  /** By task id: what it has left, with the children it has yet to spawn. */
  readonly #left: number[] = [];
  readonly #isBorn: boolean[] = [];
  #runs = 0;

  begin(): void {
    this.#isBorn.length = 0;
    this.#left.length = 0;
    for (const sum of this.#sums) {
      this.#left.push(sum / this.#runs);
    }
    this.#runs++;
    // Children have higher ids than their parents.
    for (let id = this.#left.length - 1; id >= 0; id--) {
      const parent = this.#parents[id]!;
      if (parent >= 0) {
        this.#left[parent]! += this.#left[id]!;
      }
    }
  }

  /** Ops that a task is likely to perform yet, itself or through children that were not met; at least 1. */
  left(task: TaskView): number {
    return Math.max(this.#left[task.id]!, 1);
  }

  performed(task: TaskView): void {
    this.meet(task);
    this.#left[task.id]!--;
    this.#sums[task.id]!++;
  }

  /** Tells that a task is there; wants to be called before `left` is asked of it or of its parent. */
  meet({ id, parent }: TaskView): void {
    if (this.#isBorn[id] === true) {
      return;
    }
    while (this.#isBorn.length <= id) {
      this.#isBorn.push(false);
    }
    while (this.#sums.length <= id) {
      this.#sums.push(0);
      this.#parents.push(-1);
    }
    while (this.#left.length <= id) {
      this.#left.push(0);
    }
    this.#isBorn[id] = true;
    this.#parents[id] = parent;
    if (parent >= 0) {
      this.#left[parent]! -= this.#left[id]!;
    }
  }
}
