import { Op } from "../core/op.ts";
import type { World } from "../core/world.ts";
import { FairLock, readLockKind, readUnlockKind, writeLockKind, writeUnlockKind } from "./fair-lock.ts";

/** A fair reader-writer spinlock (include/linux/rwlock.h): nobody sleeps with it. */
export class RwLock extends FairLock {
  /** How often cond_resched_rwlock_write may still drop it in this run; a budget of the scenario. */
  declare drops: number;

  constructor(world: World, name: string, index = -1, drops = 0) {
    super(world, name, index);
    this.drops = drops;
  }

  override get atomic(): true {
    return true;
  }
}

const READ_LOCK = readLockKind("read_lock", false);
const READ_UNLOCK = readUnlockKind("read_unlock");
const WRITE_LOCK = writeLockKind("write_lock", false);
const WRITE_UNLOCK = writeUnlockKind("write_unlock");

export function read_lock(lock: RwLock): Op<void> {
  return new Op<void>(READ_LOCK, lock);
}

export function read_unlock(lock: RwLock): Op<void> {
  return new Op<void>(READ_UNLOCK, lock);
}

export function write_lock(lock: RwLock): Op<void> {
  return new Op<void>(WRITE_LOCK, lock);
}

export function write_unlock(lock: RwLock): Op<void> {
  return new Op<void>(WRITE_UNLOCK, lock);
}
