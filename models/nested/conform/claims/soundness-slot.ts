import { unsound } from "../../../stage2/reach.ts";
import type { NestedClaim } from "../nested-claim.ts";

/**
 * S for memslots: when the flush of a slot that goes away or moves has unmapped the canonical range and all shadows, no leaf
 * reaches the slot. Faults that knew the slot have ended before (SRCU), others find it invalid.
 */
export const soundnessSlot: NestedClaim = {
  name: "soundness-slot",
  says: "when a memslot has been flushed no leaf reaches it",
  needs: ["flush_slot", "nested_unmap_ret"],
  watch(kvm, verdict) {
    return {
      before: {
        nested_unmap_ret({ th }) {
          const { slot } = kvm.thread(th);
          if (slot === null) {
            return;
          }
          const reaching = kvm.index.reaching(slot);
          const wrong = unsound(reaching, slot);
          if (wrong === null && kvm.index.unknown > 0) {
            verdict.undecided("what some shadow leaves reach was not seen");
          } else if (wrong === null) {
            verdict.held();
          } else {
            verdict.broken(`${reaching[0]!.mmu.name}: ${wrong}, a memslot that was flushed`);
          }
        },
      },
    };
  },
};
