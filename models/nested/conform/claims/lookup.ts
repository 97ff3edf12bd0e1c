import type { Wide } from "../../../../src/conform/vocabulary.ts";
import { hexOf } from "../state/pte.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { sameTags } from "../state/apply-shadows.ts";

/**
 * TAG. ∀ load of shadow m by a vCPU after a look-up: if it was a hit, m is what was found and has the vCPU's tags (VTTBR, HCR.VM);
 * if it was a miss, no shadow had them. A load shows the tags of m. Those of the vCPU are known where marks tell what L1 was told
 * to run; with stage-2 off, the VMID alone counts. VTCR, which is a tag too, is not in the trace.
 */
export const lookup: NestedClaim = {
  name: "lookup",
  says: "a vCPU gets the shadow of its own VTTBR and HCR.VM, if there is one",
  needs: ["lookup", "load"],
  watch(kvm, verdict) {
    return {
      before: {
        load({ th, vcpu, mmu: name, vttbr, vm }) {
          const { lookup: found } = kvm.thread(th);
          const mmu = kvm.mmu(name);
          if (found === undefined || mmu.canonical) {
            return;
          }
          const same = [...kvm.shadows()].find((other) => sameTags(other, vttbr, vm));
          const own = kvm.contexts.get(vcpu);
          if (own !== undefined && !belongsTo(own, vttbr, vm)) {
            verdict.broken(
              `vCPU ${vcpu} runs ${hexOf(own.vttbr)}${own.vm ? "" : " with stage-2 off"} and gets ${name}, which has VTTBR ${hexOf(vttbr)}${vm ? "" : " with stage-2 off"}`,
            );
          } else if (found !== null && found !== mmu) {
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

/** Bit 0 says whether TLB entries are shared, and is no part of the tag. */
const belongsTo = (own: { readonly vttbr: Wide; readonly vm: boolean }, vttbr: Wide, vm: boolean): boolean =>
  own.vm === vm &&
  own.vttbr.top === vttbr.top &&
  (!vm || own.vttbr.low - (own.vttbr.low % 2) === vttbr.low - (vttbr.low % 2));
