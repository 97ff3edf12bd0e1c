import type { NestedClaim } from "../nested-claim.ts";
import type { Mmu } from "../state/mmu.ts";

/**
 * TAG. ∀ entry of the guest, or fault taken there, on MMU m: it is the one that the vCPU is loaded with, and no leaf of m was
 * installed for another owner.
 */
export const tenancy: NestedClaim = {
  name: "tenancy",
  says: "a vCPU runs on the MMU it is loaded with, and no leaf there is of another owner",
  needs: ["load", "fault"],
  watch(kvm, verdict) {
    const runs = (vcpu: number, mmu: Mmu, loaded: Mmu | null): void => {
      if (loaded !== null && loaded !== mmu) {
        verdict.broken(`vCPU ${vcpu} runs on ${mmu.name} and is loaded with ${loaded.name}`);
      } else if (mmu.foreign > 0) {
        verdict.broken(`vCPU ${vcpu} runs on ${mmu.name} with ${mmu.foreign} leaves of an owner before`);
      } else {
        verdict.held();
      }
    };
    return {
      before: {
        fault({ th, vcpu, mmu }) {
          const thread = kvm.thread(th);
          if (thread.loaded !== null && thread.vcpu !== vcpu) {
            verdict.broken(`${th} faults for vCPU ${vcpu} and has loaded vCPU ${thread.vcpu}`);
          } else {
            runs(vcpu, kvm.mmu(mmu), thread.loaded);
          }
        },
        enter({ th }) {
          const { vcpu, loaded } = kvm.thread(th);
          if (loaded !== null) {
            runs(vcpu, loaded, loaded);
          }
        },
      },
    };
  },
};
