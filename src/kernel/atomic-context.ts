import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Op } from "../core/op.ts";
import type { Shared } from "../core/shared.ts";
import type { TaskState } from "../core/task.ts";
import { Lock } from "./lock.ts";

/**
 * What might_sleep() checks (kernel/sched/core.c, __might_resched): no spinlock, no rwlock, no RCU read section.
 * `given` is a lock that the caller gives up before it sleeps.
 */
export function checkMaySleep(op: Op, task: TaskState, given: Shared | null = null): void {
  if (task.atomic > (given === null ? 0 : 1)) {
    const message = `${op.kind.describe(op, undefined)} may sleep while ${contextOf(task, given)}`;
    task.world.fail(ENGINE_CLAIMS.sleepInAtomic, message);
  }
}

/** The innermost thing that forbids `task` to sleep. */
export function contextOf(task: TaskState, given: Shared | null = null): string {
  for (let i = task.held.length - 1; i >= 0; i--) {
    const lock = task.held[i];
    if (lock instanceof Lock && lock.atomic && lock !== given) {
      return lock.contextOf(task);
    }
  }
  return `${task.name} runs in softirq context`;
}
