import type { Memory } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { ACQUIRE, BLOCKED, Op, READ, RELEASE, SLEEPS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import type { Task } from "../core/task.ts";
import { checkMaySleep } from "./atomic-context.ts";
import { show } from "./cell.ts";
import { endsSectionBefore } from "./grace-period.ts";
import type { Rcu } from "./rcu.ts";

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
    rcu.world.emit("call_rcu", memory);
    memory.queued = true;
    (rcu.pending ??= []).push(rcu.queued);
    rcu.world.spawn("RCU callback", runCallback(rcu, memory, op.b as Callback, rcu.queued++));
    return undefined;
  },
  memory: (op) => op.a as Memory,
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
  awaits: (op, earlier) => endsSectionBefore(earlier, op.stage),
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
