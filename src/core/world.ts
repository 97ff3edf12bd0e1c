import type { Observer } from "./observer.ts";
import type { Op } from "./op.ts";
import type { Allocation, Shared } from "./shared.ts";
import type { Task, TaskState } from "./task.ts";

/** What a run offers to ops and to a model's setup; all of it is reset between runs. */
export interface World {
  /** Count of shared objects made so far; gives ids. */
  objects: number;
  /** The op that was made last and that no task has asked for yet; its `value` is the one before it. */
  made: Op | null;
  /** Loops that spin: how often any of them has come to its end. */
  spins: number;
  /** Steps performed so far in this run. */
  readonly steps: number;
  readonly tasks: readonly TaskState[];
  /** Number of tasks that exist in this run; `tasks` may hold spare ones behind them. */
  readonly taskCount: number;
  /** The task whose code or op runs now, or ran last; null in setup. */
  readonly current: TaskState | null;
  /** Decisions of this run so far. */
  readonly choices: readonly number[];
  /** Allocations of this run that are not freed yet. */
  readonly allocations: Set<Allocation>;
  /** How often each `sometimes` was reached in this run. */
  readonly reached: Map<string, number>;
  /**
   * Remarks for the trace, e.g. `frame 7 is freed`; null while nobody reads them. Model code writes
   * `world.notes?.push(…)`, so that exploration builds no strings.
   */
  notes: string[] | null;
  /**
   * What the setup of a run puts here is told of every step, whichever claims are judged: state that is no memory of the
   * program but follows from what it does, such as what TLBs may hold.
   */
  watcher: Required<Pick<Observer, "step">> | null;
  /** A recorded choice: a number below `bound`, 0 being the ordinary case. */
  choose(bound: number, object: Shared): number;
  /** Adds a task that is runnable from now on. */
  spawn(name: string, body: Task): TaskState;
  /** Reports a broken claim; the run goes on unless it was asked to stop there. */
  fail(claim: string, message: string): void;
  /** Hands `event` to the claims that ask for it. */
  emit(name: string, event: unknown): void;
  /** Notes that something worth exercising has happened. */
  sometimes(name: string): void;
  /** Tells the lock-order graph that `task` is about to hold `lock` besides what it holds. */
  acquiring(task: TaskState, lock: Shared): void;
}
