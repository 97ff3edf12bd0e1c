import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { Op } from "../core/op.ts";
import { ExclusiveLock, lockKind, trylockKind, unlockKind } from "./exclusive-lock.ts";

/** A lock that is waited for without sleeping and held without sleeping (include/linux/spinlock.h). */
export class Spinlock extends ExclusiveLock {
  override get atomic(): true {
    return true;
  }
}

const LOCK = lockKind("spin_lock", false);
const TRYLOCK = trylockKind("spin_trylock");
const UNLOCK = unlockKind("spin_unlock");

export function spin_lock(lock: Spinlock): Op<void> {
  return new Op<void>(LOCK, lock);
}

export function spin_trylock(lock: Spinlock): Op<boolean> {
  return new Op<boolean>(TRYLOCK, lock);
}

export function spin_unlock(lock: Spinlock): Op<void> {
  return new Op<void>(UNLOCK, lock);
}

/** Reports a caller that does not hold the lock. Takes no step. */
export function assert_spin_locked(lock: Spinlock): void {
  const { world } = lock;
  if (lock.holder !== world.current) {
    world.fail(ENGINE_CLAIMS.lockOwner, `assert_spin_locked(${lock.label}): ${world.current?.name} does not hold it`);
  }
}
