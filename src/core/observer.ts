import type { Op } from "./op.ts";
import type { Shared } from "./shared.ts";
import type { TaskState } from "./task.ts";
import type { World } from "./world.ts";

/** Watches executions: an oracle, a recorder of traces, a coverage counter. Reports broken claims through `world.fail`. */
export interface Observer {
  begin?(world: World): void;
  /** After each step; `result` is `BLOCKED` where the task was only queued. */
  step?(op: Op, task: TaskState, result: unknown, world: World): void;
  /** Before `task` holds `lock` besides what it holds. */
  acquiring?(task: TaskState, lock: Shared, world: World): void;
  /** After the last step of a run; `log` holds the performed ops in order and is reused. */
  end?(log: readonly Op[], steps: number, world: World): void;
}
