import { touch } from "../core/lifetime.ts";
import { ACQUIRE, BLOCKED, RELEASE, SLEEPS, WAITS, WRITE } from "../core/op.ts";
import type { Op, OpKind } from "../core/op.ts";
import type { TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep } from "./atomic-context.ts";
import { drop, failNotHeld, failSelfDeadlock, hold, Lock } from "./lock.ts";

/** A lock with one holder. */
export abstract class ExclusiveLock extends Lock {
  declare holder: TaskState | null;

  constructor(world: World, name: string, index = -1) {
    super(world, name, index);
    this.holder = null;
  }

  override get free(): boolean {
    return this.holder === null;
  }
}

const describe = (op: Op): string => `${op.kind.name}(${op.object.label})`;

/** Taking the lock; waits while someone holds it. */
export function lockKind(name: string, sleeps: boolean): OpKind {
  return {
    name,
    access: WRITE | ACQUIRE | WAITS | (sleeps ? SLEEPS : 0),
    // The holder itself gets one go, to be told that it waits for itself.
    ready(op, task) {
      const { holder } = op.object as ExclusiveLock;
      return holder === null || (holder === task && op.stage === 0);
    },
    perform(op, task) {
      const lock = op.object as ExclusiveLock;
      if (lock.owner !== null) {
        touch(op);
      }
      if (sleeps) {
        checkMaySleep(op, task);
      }
      if (lock.holder === task) {
        failSelfDeadlock(op, task, "it holds the lock");
        op.stage = 1;
        return BLOCKED;
      }
      lock.world.acquiring(task, lock);
      lock.holder = task;
      hold(task, lock);
      return undefined;
    },
    describe,
  };
}

/** Taking the lock if it is free: true if it was. Never waits, so it adds nothing to the lock order. */
export function trylockKind(name: string): OpKind {
  return {
    name,
    access: WRITE | ACQUIRE,
    ready: null,
    perform(op, task) {
      const lock = op.object as ExclusiveLock;
      if (lock.owner !== null) {
        touch(op);
      }
      if (lock.holder !== null) {
        return false;
      }
      lock.holder = task;
      hold(task, lock);
      return true;
    },
    describe: (op, result) => `${describe(op)}${result === undefined ? "" : ` = ${result === true}`}`,
  };
}

/** Giving the lock up. Someone else's lock is freed too, after a report. */
export function unlockKind(name: string): OpKind {
  return {
    name,
    access: WRITE | RELEASE,
    ready: null,
    perform(op, task) {
      const lock = op.object as ExclusiveLock;
      if (lock.owner !== null) {
        touch(op);
      }
      const { holder } = lock;
      if (holder !== task) {
        failNotHeld(op, task, holder === null ? [] : [holder]);
      }
      if (holder !== null) {
        lock.world.emit("unlock", lock);
        lock.holder = null;
        drop(holder, lock);
      }
      return undefined;
    },
    describe,
  };
}
