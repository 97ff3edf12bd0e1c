/**
 * LIVE, its bound on lock holds. Between two chunks of one walk the holder of mmu_lock W offers to drop it
 * (cond_resched_rwlock_write), unless it is a notifier with may_block = false.
 */
import { nested } from "../models/nested/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "lock-hold",
  statement:
    "no walk holds mmu_lock for longer than a chunk without an offer to drop it, but for a notifier that must not block",
  model: nested,
  claim: {
    on: {
      lock_kept: (_kvm, { mmu }, world) =>
        `${world.current?.name ?? "setup"} goes on to the next chunk of ${mmu.label} and does not offer to drop mmu_lock`,
    },
  },
  exercised: ["lock dropped between chunks", "an unmap that must not block"],
});
