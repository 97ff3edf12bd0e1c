import { Op } from "../core/op.ts";
import { ExclusiveLock, lockKind, trylockKind, unlockKind } from "./exclusive-lock.ts";

/** A lock that is waited for asleep, and that may be held asleep (include/linux/mutex.h). */
export class Mutex extends ExclusiveLock {
  override get atomic(): false {
    return false;
  }
}

const LOCK = lockKind("mutex_lock", true);
const TRYLOCK = trylockKind("mutex_trylock");
const UNLOCK = unlockKind("mutex_unlock");

export function mutex_lock(lock: Mutex): Op<void> {
  return new Op<void>(LOCK, lock);
}

export function mutex_trylock(lock: Mutex): Op<boolean> {
  return new Op<boolean>(TRYLOCK, lock);
}

export function mutex_unlock(lock: Mutex): Op<void> {
  return new Op<void>(UNLOCK, lock);
}
