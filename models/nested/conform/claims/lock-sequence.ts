import { judgeHeld } from "../lock-mode.ts";
import type { NestedClaim } from "../nested-claim.ts";

/** ∀ end of an invalidation, which raises mmu_invalidate_seq and lowers mmu_invalidate_in_progress: under mmu_lock for write. */
export const lockSequence: NestedClaim = {
  name: "lock-sequence",
  says: "an invalidation ends, and the sequence count changes, under mmu_lock held for write",
  needs: ["inv_end", "wlock", "wunlock"],
  watch: (kvm, verdict) => ({
    before: { inv_end: ({ th }) => judgeHeld(verdict, kvm, th, "write", "ends an invalidation") },
  }),
};
