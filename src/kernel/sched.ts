import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { Op, OVERWRITES, READ, RELEASE, SLEEPS, SPINS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import type { Shared } from "../core/shared.ts";
import type { Task } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep, contextOf } from "./atomic-context.ts";
import { releaseWriter } from "./fair-lock.ts";
import { write_lock } from "./rwlock.ts";
import type { RwLock } from "./rwlock.ts";

const COND_RESCHED: OpKind = {
  name: "cond_resched",
  access: SLEEPS,
  ready: null,
  perform(op, task) {
    checkMaySleep(op, task);
    return undefined;
  },
  describe: () => "cond_resched()",
};

const UDELAY: OpKind = {
  name: "udelay",
  access: 0,
  ready: null,
  perform: () => undefined,
  describe: (op) => `udelay() for ${op.object.label}`,
};

/** A spinning task learns nothing before someone else has made a step, so it need not be run again until then. */
const CPU_RELAX: OpKind = {
  name: "cpu_relax",
  access: READ | SPINS,
  ready: (op) => op.object.world.steps > op.stage,
  perform(op, task) {
    task.relaxed = op.object.world.steps - task.steps;
    return undefined;
  },
  describe: (op) => `cpu_relax() for ${op.object.label}`,
};

/** The first half: checks, decides, and releases the lock if it is to be dropped. */
const YIELD_WRITE: OpKind = {
  name: "cond_resched_rwlock_write",
  access: WRITE | RELEASE | SLEEPS,
  ready: null,
  perform(op, task) {
    const lock = op.object as RwLock;
    checkMaySleep(op, task, lock);
    if (lock.writer !== task) {
      const message = `cond_resched_rwlock_write(${lock.label}) by ${task.name}, which does not hold it for write`;
      lock.world.fail(ENGINE_CLAIMS.lockOwner, message);
      return 0;
    }
    if (lock.drops === 0 || lock.world.choose(2, lock) === 0) {
      return 0;
    }
    lock.drops--;
    releaseWriter(op, task, lock);
    return 1;
  },
  describe: (op, result) =>
    `cond_resched_rwlock_write(${op.object.label})${result === undefined ? "" : result === 1 ? " drops it" : " keeps it"}`,
};

/** Lets others run; `near` is any object of the surroundings. */
export function cond_resched(near: Shared): Op<void> {
  return new Op<void>(COND_RESCHED, near);
}

/** Reports a caller that must not sleep. Takes no step. */
export function might_sleep(world: World): void {
  const task = world.current;
  if (task !== null && task.atomic > 0) {
    world.fail(ENGINE_CLAIMS.sleepInAtomic, `might_sleep() in ${task.name} while ${contextOf(task)}`);
  }
}

/**
 * One turn of a loop that spins until another task writes `on`, which it has just looked at. Only for loops that go on for
 * ever otherwise: turns in which nobody writes `on` are left out by partial-order reduction and by the proof of minimality.
 * `explore` tries whether a loop is such a one; where turns are counted it is `udelay`.
 */
export function cpu_relax(on: Shared): Op<void> {
  const op = new Op<void>(CPU_RELAX, on);
  const { current, steps } = on.world;
  on.world.spins++;
  if (current !== null) {
    const last = current.pending;
    const hasJustLooked = last !== null && last.object === on && (last.kind.access & OVERWRITES) === 0;
    op.stage = hasJustLooked ? steps : current.relaxed + current.steps;
  }
  return op;
}

/** One turn of a loop that gives up after some turns, as read_poll_timeout_atomic() does (linux/iopoll.h): a step, and no more. */
export function udelay(near: Shared): Op<void> {
  return new Op<void>(UDELAY, near);
}

/**
 * Drops a lock held for write, lets others run and takes it again, or does nothing; 1 if it dropped it. The kernel drops it
 * when a reschedule is due or the lock is contended: here it is a choice, while `lock.drops` lasts.
 */
export function* cond_resched_rwlock_write(lock: RwLock): Task<number> {
  const dropped = yield* new Op<number>(YIELD_WRITE, lock);
  if (dropped === 1) {
    yield* write_lock(lock);
  }
  return dropped;
}
