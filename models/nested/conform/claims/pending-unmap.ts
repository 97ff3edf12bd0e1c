import type { NestedClaim } from "../nested-claim.ts";
import type { Mmu } from "../state/mmu.ts";

/** ∀ entry of the guest, or fault taken there, on shadow m: since m was recycled an unmap of all of m has returned. */
export const pendingUnmap: NestedClaim = {
  name: "pending-unmap",
  says: "a vCPU runs on a recycled shadow only when what it held before has been unmapped",
  needs: ["load", "fault", "unmap_range_ret"],
  watch(kvm, verdict) {
    const runs = (vcpu: number, mmu: Mmu): void => {
      if (mmu.pending) {
        verdict.broken(`vCPU ${vcpu} runs on ${mmu.name}, whose unmap is still pending`);
      } else if (mmu.tenancy > 0) {
        verdict.held();
      }
    };
    return {
      before: {
        fault: ({ vcpu, mmu }) => runs(vcpu, kvm.mmu(mmu)),
        enter({ th }) {
          const { vcpu, loaded } = kvm.thread(th);
          if (loaded !== null) {
            runs(vcpu, loaded);
          }
        },
      },
    };
  },
};
