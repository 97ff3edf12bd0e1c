import { allows, formatPerm, PX, R, UX, W, type Perm } from "../../../stage2/perm.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { isLeafEntry, permOf } from "../state/pte.ts";
import type { Walk } from "../state/thread.ts";

/**
 * PERM. ∀ leaf mapped, and ∀ right that relax_perms adds, in a shadow: it is one that the guest's own leaf gave when the fault
 * walked it. What a leaf had before and keeps is not judged anew.
 */
export const permissions: NestedClaim = {
  name: "permissions",
  says: "a shadow leaf gives no right that the guest's leaf did not give to the walk of the fault",
  needs: ["walk", "pte_make"],
  watch(kvm, verdict) {
    const judge = (th: string, mmu: string, ipa: number, given: Perm): void => {
      const { fault } = kvm.thread(th);
      if (fault === null || fault.walk === null || fault.mmu.name !== mmu || fault.mmu.canonical) {
        return;
      }
      const allowed = rightsOf(fault.walk);
      if (allows(allowed, given)) {
        verdict.held();
      } else {
        verdict.broken(`${mmu}: ${hex(ipa)} is given ${formatPerm(given)}, but the guest gives ${formatPerm(allowed)}`);
      }
    };
    return {
      before: {
        pte_make({ th, mmu, level, ipa, pte }) {
          if (isLeafEntry(pte, level)) {
            judge(th, mmu, ipa, permOf(pte));
          }
        },
        pte_attr({ th, mmu, ipa, old, pte }) {
          if (kvm.thread(th).relax !== null) {
            judge(th, mmu, ipa, permOf(pte) - (permOf(pte) & permOf(old)));
          }
        },
      },
    };
  },
};

/** The walk tells R and W; who may execute stands in the descriptor, as in KVM's own. */
function rightsOf({ r, w, desc }: Walk): Perm {
  return (r ? R : 0) | (w ? W : 0) | (permOf(desc) & (PX | UX));
}
