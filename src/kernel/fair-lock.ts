import { touch } from "../core/lifetime.ts";
import { ACQUIRE, BLOCKED, READ, RELEASE, SHARED, SLEEPS, WAITS, WRITE } from "../core/op.ts";
import type { Op, OpKind } from "../core/op.ts";
import type { TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep } from "./atomic-context.ts";
import { drop, failNotHeld, failSelfDeadlock, hold, Lock } from "./lock.ts";

/**
 * A lock with many readers or one writer. Fair, as qrwlock and rwsem are (kernel/locking/qrwlock.c): once a writer waits,
 * new readers wait behind it; writers get the lock in the order in which they came.
 */
export abstract class FairLock extends Lock {
  declare writer: TaskState | null;
  /** One entry per read_lock that is not undone; null until the first. */
  declare readers: TaskState[] | null;
  /** Writers that wait, first come first. */
  declare queue: Op[] | null;

  constructor(world: World, name: string, index = -1) {
    super(world, name, index);
    this.writer = null;
    this.readers = null;
    this.queue = null;
  }

  /** For readers: a writer queues. */
  override get free(): boolean {
    return this.writer === null && !isAwaited(this);
  }

  reads(task: TaskState | null): boolean {
    return this.readers !== null && task !== null && this.readers.includes(task);
  }

  override contextOf(task: TaskState): string {
    return `${this.label} (${this.writer === task ? "write" : "read"}) is held`;
  }
}

const describe = (op: Op): string => `${op.kind.name}(${op.object.label})`;

function isAwaited(lock: FairLock): boolean {
  return lock.queue !== null && lock.queue.length > 0;
}

function isFreeFor(op: Op, lock: FairLock): boolean {
  const free = lock.writer === null && (lock.readers === null || lock.readers.length === 0);
  return free && (!isAwaited(lock) || lock.queue![0] === op);
}

export function readLockKind(name: string, sleeps: boolean): OpKind {
  return {
    name,
    access: READ | ACQUIRE | SHARED | WAITS | (sleeps ? SLEEPS : 0),
    // A holder that can never get it gets one go, to be told that it waits for itself.
    ready(op, task) {
      const lock = op.object as FairLock;
      return (
        (lock.writer === null && !isAwaited(lock)) || (op.stage === 0 && (lock.writer === task || lock.reads(task)))
      );
    },
    perform(op, task) {
      const lock = op.object as FairLock;
      if (lock.owner !== null) {
        touch(op);
      }
      if (sleeps) {
        checkMaySleep(op, task);
      }
      if (lock.writer !== null || isAwaited(lock)) {
        failSelfDeadlock(op, task, lock.writer === task ? "it holds it for write" : "it reads and a writer waits");
        op.stage = 1;
        return BLOCKED;
      }
      lock.world.acquiring(task, lock);
      lock.readers = joined(lock.readers, task);
      hold(task, lock);
      return undefined;
    },
    describe,
  };
}

export function writeLockKind(name: string, sleeps: boolean): OpKind {
  return {
    name,
    access: WRITE | ACQUIRE | (sleeps ? SLEEPS : 0),
    ready: (op) => op.stage === 0 || isFreeFor(op, op.object as FairLock),
    perform(op, task) {
      const lock = op.object as FairLock;
      if (lock.owner !== null) {
        touch(op);
      }
      if (op.stage === 0 && sleeps) {
        checkMaySleep(op, task);
      }
      if (!isFreeFor(op, lock)) {
        enqueue(op, task, lock);
        return BLOCKED;
      }
      if (op.stage === 1) {
        lock.queue!.shift();
      }
      lock.world.acquiring(task, lock);
      lock.writer = task;
      hold(task, lock);
      return undefined;
    },
    describe,
  };
}

/** An array made with its elements has room for just them; one that is pushed to gets room for seventeen. */
function joined<T>(list: T[] | null, one: T): T[] {
  if (list === null || list.length === 0) {
    return [one];
  }
  if (list.length === 1) {
    return [list[0]!, one];
  }
  list.push(one);
  return list;
}

function enqueue(op: Op, task: TaskState, lock: FairLock): void {
  op.stage = 1;
  lock.queue = joined(lock.queue, op);
  if (lock.writer === task || lock.reads(task)) {
    failSelfDeadlock(op, task, `it holds it for ${lock.writer === task ? "write" : "read"}`);
  }
}

export function readUnlockKind(name: string): OpKind {
  return {
    name,
    access: READ | RELEASE | SHARED,
    ready: null,
    perform(op, task) {
      const lock = op.object as FairLock;
      if (lock.owner !== null) {
        touch(op);
      }
      releaseReader(op, task, lock, lock.readers ?? []);
      return undefined;
    },
    describe,
  };
}

export function writeUnlockKind(name: string): OpKind {
  return {
    name,
    access: WRITE | RELEASE,
    ready: null,
    perform(op, task) {
      const lock = op.object as FairLock;
      if (lock.owner !== null) {
        touch(op);
      }
      releaseWriter(op, task, lock);
      return undefined;
    },
    describe,
  };
}

/**
 * Someone else's read side is given up too, after a report: the lock itself only counts its readers. Loops, because
 * `splice` makes an array of what it takes out.
 */
function releaseReader(op: Op, task: TaskState, lock: FairLock, readers: TaskState[]): void {
  let at = lastPlaceOf(task, readers);
  if (at < 0) {
    failNotHeld(op, task, readers);
    at = lastPlaceOf(readers[0], readers);
  }
  const reader = readers[at];
  if (reader !== undefined) {
    lock.world.emit("unlock", lock);
    for (let i = at + 1; i < readers.length; i++) {
      readers[i - 1] = readers[i]!;
    }
    readers.pop();
    drop(reader, lock);
  }
}

function lastPlaceOf(task: TaskState | undefined, readers: readonly TaskState[]): number {
  let at = readers.length - 1;
  while (at >= 0 && readers[at] !== task) {
    at--;
  }
  return at;
}

/** Gives up the write side; someone else's is freed too, after a report. */
export function releaseWriter(op: Op, task: TaskState, lock: FairLock): void {
  const { writer } = lock;
  if (writer !== task) {
    failNotHeld(op, task, writer === null ? [] : [writer]);
  }
  if (writer !== null) {
    lock.world.emit("unlock", lock);
    lock.writer = null;
    drop(writer, lock);
  }
}
