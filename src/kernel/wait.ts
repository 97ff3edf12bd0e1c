import { touch } from "../core/lifetime.ts";
import { ACQUIRE, BLOCKED, Op, READ, RELEASE, SLEEPS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { Shared } from "../core/shared.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep } from "./atomic-context.ts";
import type { Cell } from "./cell.ts";

/** Where tasks sleep until they are woken (include/linux/wait.h). */
export class WaitQueue extends Shared {
  /** Calls of wake_up so far. */
  declare wakeups: number;

  constructor(world: World, name: string, index = -1) {
    super(world, name, index);
    this.wakeups = 0;
  }
}

/**
 * A sleeper looks at the condition when it comes and whenever it is woken, not when the condition changes: a change
 * without wake_up leaves it asleep. Queueing comes before looking, so a wake_up in between is not lost.
 */
const WAIT_EVENT: OpKind = {
  name: "wait_event",
  access: READ | ACQUIRE | SLEEPS,
  ready: (op) => op.stage <= (op.b as WaitQueue).wakeups,
  perform(op, task) {
    const condition = op.object as Cell<unknown>;
    if (condition.owner !== null) {
      touch(op);
    }
    if (op.stage === 0) {
      checkMaySleep(op, task);
    }
    if ((op.a as (value: unknown) => boolean)(condition.peek)) {
      return undefined;
    }
    op.stage = (op.b as WaitQueue).wakeups + 1;
    return BLOCKED;
  },
  also: (op) => op.b as WaitQueue,
  describe: (op) => `wait_event(${(op.b as WaitQueue).label}, ${op.object.label})`,
};

const WAKE_UP: OpKind = {
  name: "wake_up",
  access: WRITE | RELEASE,
  ready: null,
  perform(op) {
    const queue = op.object as WaitQueue;
    if (queue.owner !== null) {
      touch(op);
    }
    queue.wakeups++;
    return undefined;
  },
  describe: (op) => `wake_up(${op.object.label})`,
};

/** Sleeps on `queue` until `predicate` holds of what `condition` has when the task is woken. */
export function wait_event<T>(queue: WaitQueue, condition: Cell<T>, predicate: (value: T) => boolean): Op<void> {
  return new Op<void>(WAIT_EVENT, condition, predicate, queue);
}

/** Wakes everyone who sleeps on `queue`. */
export function wake_up(queue: WaitQueue): Op<void> {
  return new Op<void>(WAKE_UP, queue);
}
