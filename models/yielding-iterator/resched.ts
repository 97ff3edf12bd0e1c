import type { Task } from "../../src/core/task.ts";
import { cond_resched_rwlock_write } from "../../src/kernel/sched.ts";
import type { Vm } from "./state.ts";

/** Where mmu_lock can neither be dropped any more nor be wrong to drop, the question takes no step. */
export function* resched({ mmu_lock, world }: Vm): Task<boolean> {
  if (mmu_lock.drops === 0 && world.current?.atomic === 1) {
    return false;
  }
  const dropped = (yield* cond_resched_rwlock_write(mmu_lock)) === 1;
  if (dropped) {
    world.sometimes("the lock was dropped between chunks");
  }
  return dropped;
}
