import type { NestedClaim } from "../nested-claim.ts";
import type { Thread } from "../state/thread.ts";

/**
 * ∀ unmap_range with may_block = false: its thread does not release mmu_lock before it returns. ∀ notifier with may_block = false: so
 * are the unmaps that it makes.
 */
export const noYield: NestedClaim = {
  name: "no-yield",
  says: "mmu_lock is dropped between chunks only where the caller may block",
  needs: ["unmap_range", "yield"],
  watch(kvm, verdict) {
    const strict = new WeakSet<Thread>();
    return {
      before: {
        notifier_unmap({ th, may_block }) {
          const thread = kvm.thread(th);
          strict.delete(thread);
          if (!may_block) {
            strict.add(thread);
          }
        },
        notifier_unmap_ret: ({ th }) => void strict.delete(kvm.thread(th)),
        unmap_range({ th, mmu, may_block }) {
          if (may_block && strict.has(kvm.thread(th))) {
            verdict.broken(`${th} unmaps ${mmu} and may block, for a notifier that may not`);
          }
        },
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
