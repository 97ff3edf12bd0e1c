import { Op } from "../core/op.ts";
import { FairLock, readLockKind, readUnlockKind, writeLockKind, writeUnlockKind } from "./fair-lock.ts";

/** A fair reader-writer semaphore (include/linux/rwsem.h): waited for and held asleep. */
export class RwSem extends FairLock {
  override get atomic(): false {
    return false;
  }
}

const DOWN_READ = readLockKind("down_read", true);
const UP_READ = readUnlockKind("up_read");
const DOWN_WRITE = writeLockKind("down_write", true);
const UP_WRITE = writeUnlockKind("up_write");

export function down_read(sem: RwSem): Op<void> {
  return new Op<void>(DOWN_READ, sem);
}

export function up_read(sem: RwSem): Op<void> {
  return new Op<void>(UP_READ, sem);
}

export function down_write(sem: RwSem): Op<void> {
  return new Op<void>(DOWN_WRITE, sem);
}

export function up_write(sem: RwSem): Op<void> {
  return new Op<void>(UP_WRITE, sem);
}
