import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Op } from "../core/op.ts";
import { Shared } from "../core/shared.ts";
import type { TaskState } from "../core/task.ts";

/** What a task can hold: a lock, or a read section of an RCU domain. */
export abstract class Lock extends Shared {
  /** Whether whoever holds it must not sleep. */
  abstract get atomic(): boolean;

  /** `mmu_lock (read) is held`: how a report names the context that `task` is in. */
  contextOf(_task: TaskState): string {
    return `${this.label} is held`;
  }
}

export function hold(task: TaskState, lock: Lock): void {
  task.held.push(lock);
  if (lock.atomic) {
    task.atomic++;
  }
}

/** The inverse of `hold`; locks may be dropped in any order. */
export function drop(task: TaskState, lock: Lock): void {
  const { held } = task;
  if (held[held.length - 1] === lock) {
    held.pop();
  } else {
    held.splice(held.lastIndexOf(lock), 1);
  }
  if (lock.atomic) {
    task.atomic--;
  }
}

/** Reports a task that unlocks what it does not hold; `holders` are those who do. */
export function failNotHeld(op: Op, task: TaskState, holders: readonly TaskState[]): void {
  const who = holders.length === 0 ? "nobody holds it" : `${holders.map((t) => t.name).join(" and ")} does`;
  const message = `${op.kind.describe(op, undefined)} by ${task.name}, which does not hold it: ${who}`;
  task.world.fail(ENGINE_CLAIMS.lockOwner, message);
}

/** Reports a task that waits for itself. */
export function failSelfDeadlock(op: Op, task: TaskState, why: string): void {
  const message = `${task.name} waits in ${op.kind.describe(op, undefined)} for itself: ${why}`;
  task.world.fail(ENGINE_CLAIMS.deadlock, message);
}
