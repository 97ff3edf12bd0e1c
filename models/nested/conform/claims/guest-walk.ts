import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { hexOf } from "../state/pte.ts";
import { mayRead } from "../state/guest-tables.ts";

/**
 * ∀ walk of the guest's tables that ended in descriptor d at level g over n: L1 wrote d there last, or writes are on their way
 * and d is what was there before. Judged where the trace has marks of L1's writes, and the VMID has one root.
 */
export const guestWalk: NestedClaim = {
  name: "guest-walk",
  says: "a walk of the guest's tables reads what L1 wrote there",
  needs: ["walk", "mark"],
  watch(kvm, verdict) {
    return {
      before: {
        walk({ th, ipa, level, desc, ret }) {
          const { fault } = kvm.thread(th);
          if (ret !== 0 || fault === null || fault.mmu.vttbr === null) {
            return;
          }
          const entry = kvm.guests.at(fault.mmu.l1Vmid, ipa, level);
          if (entry === undefined) {
            return;
          }
          if (mayRead(entry, desc)) {
            verdict.held();
          } else {
            verdict.broken(
              `the walk of ${hex(ipa)} ends at level ${level} in ${hexOf(desc)}, but L1 wrote ${hexOf(entry.desc)} there at ${entry.writtenAt}`,
            );
          }
        },
      },
    };
  },
};
