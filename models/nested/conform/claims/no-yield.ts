import type { NestedClaim } from "../nested-claim.ts";

/** ∀ unmap_range with may_block = false: its thread does not release mmu_lock before it returns. */
export const noYield: NestedClaim = {
  name: "no-yield",
  says: "mmu_lock is dropped between chunks only where the caller may block",
  needs: ["unmap_range", "yield"],
  watch(kvm, verdict) {
    return {
      before: {
        wunlock({ th }) {
          const { unmap } = kvm.thread(th);
          if (unmap?.may_block === false) {
            verdict.broken(`${th} drops mmu_lock in an unmap of ${unmap.mmu.name} that must not block`);
          }
        },
        yield({ th }) {
          const { unmap, wp, split } = kvm.thread(th);
          if (unmap?.may_block !== false && (unmap !== null || wp !== null || split !== null)) {
            verdict.held();
          }
        },
        unmap_range_ret({ th }) {
          if (kvm.thread(th).unmap?.may_block === false) {
            verdict.held();
          }
        },
      },
    };
  },
};
