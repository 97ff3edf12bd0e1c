import { hexOf } from "../state/pte.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { sameTags } from "../state/apply-shadows.ts";

/**
 * TAG. ∀ load of shadow m by a vCPU after a look-up: if it was a hit, m is what was found and has the vCPU's tags (VTTBR, HCR.VM);
 * if it was a miss, no shadow had them. VTCR, which is a tag too, is not in the trace.
 */
export const lookup: NestedClaim = {
  name: "lookup",
  says: "a vCPU gets the shadow of its own VTTBR and HCR.VM, if there is one",
  needs: ["lookup", "load"],
  watch(kvm, verdict) {
    return {
      before: {
        load({ th, mmu: name, vttbr, vm }) {
          const { lookup: found } = kvm.thread(th);
          const mmu = kvm.mmu(name);
          if (found === undefined || mmu.canonical) {
            return;
          }
          const same = [...kvm.shadows()].find((other) => sameTags(other, vttbr, vm));
          if (found !== null && found !== mmu) {
            verdict.broken(`${th} has looked up ${found.name} and is loaded with ${name}`);
          } else if (found !== null && mmu.vttbr !== null && same !== mmu) {
            verdict.broken(`${name} belongs to VTTBR ${hexOf(mmu.vttbr)} and is given to ${hexOf(vttbr)}`);
          } else if (found === null && same !== undefined) {
            verdict.broken(`${name} is taken for VTTBR ${hexOf(vttbr)}, although ${same.name} belongs to it`);
          } else {
            verdict.held();
          }
        },
      },
    };
  },
};
