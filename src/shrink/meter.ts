import type { Op } from "../core/op.ts";
import type { Observer } from "../core/observer.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskState, TaskView } from "../core/task.ts";
import type { World } from "../core/world.ts";

/** A strategy that also wants to be told of each step; `told`: a claim was told of something in it. */
export interface Watching extends Strategy {
  step?(op: Op, task: TaskState, result: unknown, world: World, told: boolean): void;
}

/**
 * Measures the run under way: an observer of the execution, and a strategy that passes every question on to another one.
 * A preemption is a switch away from a task that could have gone on.
 */
export class Meter implements Observer, Strategy {
  readonly name = "meter";
  preemptions = 0;
  switches = 0;
  surprises = 0;
  /** Choices up to the last one that is not what a replay does by itself past the end of a schedule. */
  significant = 0;
  /** Steps so far, by task id. */
  readonly taken: number[] = [];
  /** The strategy that decides. */
  inner: Watching | null = null;
  /** Whether a claim was told of something since the last step. */
  told = false;
  #choices = 0;
  #last = -1;

  begin(): boolean {
    this.preemptions = 0;
    this.switches = 0;
    this.surprises = 0;
    this.significant = 0;
    this.taken.fill(0);
    this.#choices = 0;
    this.#last = -1;
    this.told = false;
    return true;
  }

  pick(enabled: readonly TaskView[], count: number, current: number): number {
    const index = this.inner!.pick(enabled, count, current);
    this.#choices++;
    if (current >= 0 && index !== current) {
      this.preemptions++;
    }
    if (index !== Math.max(current, 0)) {
      this.significant = this.#choices;
    }
    return index;
  }

  choose(bound: number, object: number): number {
    const value = this.inner!.choose(bound, object);
    this.#choices++;
    if (value !== 0) {
      this.surprises++;
      this.significant = this.#choices;
    }
    return value;
  }

  step(op: Op, task: TaskState, result: unknown, world: World): void {
    this.taken[task.id] = (this.taken[task.id] ?? 0) + 1;
    if (task.id !== this.#last) {
      this.switches += this.#last < 0 ? 0 : 1;
      this.#last = task.id;
    }
    this.inner!.step?.(op, task, result, world, this.told);
    this.told = false;
  }
}
