import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { generationOf } from "../state/apply-tlb.ts";

/**
 * ∀ MMUs m ≠ m': vmid(m) ≠ vmid(m'), generations included; and m keeps its VMID within a generation. TLB entries are told apart by it
 * alone.
 */
export const vmidOwn: NestedClaim = {
  name: "vmid-own",
  says: "no two MMUs have one hardware VMID, and an MMU keeps its own until a new generation begins",
  needs: ["load", "tf_cpu"],
  watch(kvm, verdict) {
    const judge = ({ mmu: name, vmid }: { readonly mmu: string; readonly vmid: number }): void => {
      const mmu = kvm.mmu(name);
      if (vmid <= 0 || vmid === mmu.vmid) {
        return;
      }
      const other = [...kvm.mmus.values()].find((one) => one !== mmu && one.vmid === vmid);
      if (other !== undefined) {
        verdict.broken(`${name} runs with VMID ${hex(vmid)}, which ${other.name} has`);
      } else if (mmu.vmid > 0 && generationOf(vmid) <= generationOf(mmu.vmid)) {
        verdict.broken(`${name} runs with VMID ${hex(vmid)} and had ${hex(mmu.vmid)} in the same generation`);
      } else {
        verdict.held();
      }
    };
    return { before: { load: judge, tf_cpu: judge } };
  },
};
