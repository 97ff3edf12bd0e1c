import { touch } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { ACQUIRE, Op, READ, RELEASE, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import type { TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { show } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { beginSectionKind, endSectionKind, GraceDomain, isInside, synchronizeKind } from "./grace-period.ts";

export { call_rcu, rcu_barrier } from "./rcu_callbacks.ts";

/** The RCU of one machine (include/linux/rcupdate.h). Readers must not sleep; callbacks run as tasks of their own. */
export class Rcu extends GraceDomain {
  /** Callbacks queued so far; gives each its number. */
  declare queued: number;
  /** Numbers of the callbacks that have not ended; null until the first. */
  declare pending: number[] | null;

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

export function rcu_read_lock(rcu: Rcu): Op<void> {
  return new Op<void>(READ_LOCK, rcu);
}

export function rcu_read_unlock(rcu: Rcu): Op<void> {
  return new Op<void>(READ_UNLOCK, rcu);
}

/** Whether the caller is in a read section. Takes no step. */
export function rcu_read_lock_held(rcu: Rcu): boolean {
  const task = rcu.world.current;
  return task !== null && isInside(task, rcu);
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
