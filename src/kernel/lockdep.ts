import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { FairLock } from "./fair-lock.ts";
import type { Lock } from "./lock.ts";

/** Reports a caller that holds `lock` neither for read nor for write (include/linux/lockdep.h). Takes no step. */
export function lockdep_assert_held(lock: Lock): void {
  if (!(lock.world.current?.held.includes(lock) ?? false)) {
    fail(lock, "lockdep_assert_held", "does not hold it");
  }
}

/** Reports a caller that does not hold `lock` for write. Takes no step. */
export function lockdep_assert_held_write(lock: FairLock): void {
  if (lock.writer !== lock.world.current) {
    fail(lock, "lockdep_assert_held_write", "does not hold it for write");
  }
}

function fail(lock: Lock, assertion: string, what: string): void {
  const { world } = lock;
  world.fail(ENGINE_CLAIMS.lockOwner, `${assertion}(${lock.label}): ${world.current?.name ?? "setup"} ${what}`);
}
