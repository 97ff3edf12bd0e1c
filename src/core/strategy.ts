import type { Op } from "./op.ts";
import type { TaskView } from "./task.ts";

/**
 * Decides choices and sees pending ops, never the runtime. Whoever runs it calls `begin` once before each run; then the
 * run asks `pick` and `choose`; then comes `end`. A strategy must be a function of its options, its seed and what it is shown.
 */
export interface Strategy {
  readonly name: string;
  /** Asks `pick` at every step, also where only one task can take it; nothing is recorded there. */
  readonly everyStep?: boolean;
  /** Prepares the next run; false when there is nothing left to explore. */
  begin(): boolean;
  /**
   * Which of the tasks `enabled[0 .. count-1]` (ascending ids, count at least 2 but for `everyStep`) takes the next step.
   * `current` is the index of the task that made the last step, or -1 if it cannot go on.
   * `enabled` is reused: keep nothing of it. Returns an index below `count`, or -1 to diverge.
   */
  pick(enabled: readonly TaskView[], count: number, current: number): number;
  /** A number below `bound` (at least 2) for a choice inside an op; `object` says of what. 0 is the ordinary case. */
  choose(bound: number, object: number): number;
  /** Told of each op once `task` has performed it and before it goes on; of an op that had to queue, when it got through. */
  performed?(op: Op, task: TaskView): void;
  /** Told after a run whether it broke something. */
  end?(broke: boolean): void;
  /** Whether every schedule that it would ever run has been run. */
  readonly exhausted?: boolean;
  /** What has been covered whole so far, e.g. "preemption bound 2". */
  readonly scope?: string;
}
