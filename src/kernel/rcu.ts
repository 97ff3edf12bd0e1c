import { touch } from "../core/lifetime.ts";
import type { Memory } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { ACQUIRE, BLOCKED, Op, READ, RELEASE, SLEEPS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import type { Task, TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep } from "./atomic-context.ts";
import { show } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { beginSectionKind, endSectionKind, GraceDomain, isInside, synchronizeKind } from "./grace-period.ts";

/** The RCU of one machine (include/linux/rcupdate.h). Readers must not sleep; callbacks run as tasks of their own. */
export class Rcu extends GraceDomain {
  /** Callbacks queued so far; gives each its number. */
  queued: number;
  /** Numbers of the callbacks that have not ended; null until the first. */
  pending: number[] | null;

  constructor(world: World, name = "rcu") {
    super(world, name);
    this.queued = 0;
    this.pending = null;
  }

  override get atomic(): true {
    return true;
  }

  override contextOf(task: TaskState): string {
    return `${task.name} is in an RCU read section`;
  }
}

const READ_LOCK: OpKind = { ...beginSectionKind("rcu_read_lock"), describe: () => "rcu_read_lock()" };
const READ_UNLOCK: OpKind = { ...endSectionKind("rcu_read_unlock"), describe: () => "rcu_read_unlock()" };
const SYNCHRONIZE: OpKind = { ...synchronizeKind("synchronize_rcu"), describe: () => "synchronize_rcu()" };

const DEREFERENCE: OpKind = {
  name: "rcu_dereference",
  access: READ | ACQUIRE,
  ready: null,
  perform(op, task) {
    const pointer = op.object as Cell<unknown>;
    if (pointer.owner !== null) {
      touch(op);
    }
    if (!isInside(task, op.a as GraceDomain)) {
      const message = `rcu_dereference(${pointer.label}) by ${task.name} outside a read section`;
      pointer.world.fail(ENGINE_CLAIMS.rcu, message);
    }
    return pointer.peek;
  },
  describe: (op, result) => `rcu_dereference(${op.object.label})${result === undefined ? "" : ` = ${show(result)}`}`,
};

const ASSIGN: OpKind = {
  name: "rcu_assign_pointer",
  access: WRITE | RELEASE,
  ready: null,
  perform(op) {
    const pointer = op.object as Cell<unknown>;
    if (pointer.owner !== null) {
      touch(op);
    }
    pointer.peek = op.a;
    return undefined;
  },
  describe: (op) => `rcu_assign_pointer(${op.object.label}, ${show(op.a)})`,
};

type Callback = () => Task;

const CALL: OpKind = {
  name: "call_rcu",
  // READ besides WRITE: it ends nothing that synchronize_rcu has released to later readers.
  access: READ | WRITE,
  ready: null,
  perform(op, task) {
    const rcu = op.object as Rcu;
    const memory = op.a as Memory;
    if (memory.queued) {
      const message = `call_rcu(${memory.label}) by ${task.name}, though a callback for it has been queued already`;
      rcu.world.fail(ENGINE_CLAIMS.rcu, message);
    }
    if (memory.freed) {
      rcu.world.fail(ENGINE_CLAIMS.useAfterFree, `call_rcu(${memory.label}) after ${memory.label} was freed`);
    }
    memory.queued = true;
    (rcu.pending ??= []).push(rcu.queued);
    rcu.world.spawn("RCU callback", runCallback(rcu, memory, op.b as Callback, rcu.queued++));
    return undefined;
  },
  describe: (op) => `call_rcu(${show(op.a)})`,
};

const GRACE: OpKind = {
  name: "RCU grace period",
  access: WRITE | ACQUIRE,
  ready: (op) => (op.object as Rcu).isQuiet(op.stage),
  perform(op, task) {
    (op.a as Memory).queued = false;
    task.atomic++;
    return undefined;
  },
  describe: (op) => `RCU callback for ${show(op.a)} starts`,
};

const CALLBACK_END: OpKind = {
  name: "RCU callback end",
  access: WRITE | RELEASE,
  ready: null,
  perform(op, task) {
    const pending = (op.object as Rcu).pending!;
    pending.splice(pending.indexOf(op.b as number), 1);
    task.atomic--;
    return undefined;
  },
  describe: (op) => `RCU callback for ${show(op.a)} ends`,
};

function* runCallback(rcu: Rcu, memory: Memory, callback: Callback, number: number): Task {
  const grace = new Op<void>(GRACE, rcu, memory);
  grace.stage = rcu.begun;
  yield* grace;
  yield* callback();
  yield* new Op<void>(CALLBACK_END, rcu, memory, number);
}

const BARRIER: OpKind = {
  name: "rcu_barrier",
  access: WRITE | ACQUIRE | SLEEPS,
  ready(op) {
    const { pending } = op.object as Rcu;
    return op.stage === 0 || pending === null || pending.every((number) => number >= op.stage - 1);
  },
  perform(op, task) {
    const rcu = op.object as Rcu;
    if (op.stage === 0) {
      checkMaySleep(op, task);
      op.stage = rcu.queued + 1;
    }
    return this.ready!(op, task) ? undefined : BLOCKED;
  },
  describe: () => "rcu_barrier()",
};

export function rcu_read_lock(rcu: Rcu): Op<void> {
  return new Op<void>(READ_LOCK, rcu);
}

export function rcu_read_unlock(rcu: Rcu): Op<void> {
  return new Op<void>(READ_UNLOCK, rcu);
}

/** Loads a pointer that RCU protects: its target stays until the read section ends. */
export function rcu_dereference<T>(rcu: GraceDomain, pointer: Cell<T>): Op<T> {
  return new Op<T>(DEREFERENCE, pointer, rcu);
}

export function rcu_assign_pointer<T>(pointer: Cell<T>, value: T): Op<void> {
  return new Op<void>(ASSIGN, pointer, value);
}

/** Waits for the readers that are inside now. */
export function synchronize_rcu(rcu: Rcu): Op<void> {
  return new Op<void>(SYNCHRONIZE, rcu);
}

/**
 * Runs `callback(arg)` as a task of its own, which must not sleep, once the readers that are inside now have left.
 * `memory` is the structure whose rcu_head is queued: queueing it again before the callback runs is an error.
 */
export function call_rcu<A>(rcu: Rcu, memory: Memory, callback: (arg: A) => Task, arg: A): Op<void>;
export function call_rcu(rcu: Rcu, memory: Memory, callback: () => Task): Op<void>;
export function call_rcu<A>(rcu: Rcu, memory: Memory, callback: (arg: A) => Task, arg?: A): Op<void> {
  return new Op<void>(CALL, rcu, memory, () => callback(arg as A));
}

/** Waits for the callbacks that are queued now to end. */
export function rcu_barrier(rcu: Rcu): Op<void> {
  return new Op<void>(BARRIER, rcu);
}
