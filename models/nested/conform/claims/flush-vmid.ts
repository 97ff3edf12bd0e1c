import type { Kind } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { generationOf } from "../state/apply-tlb.ts";

/**
 * ∀ TLBI for m: it names the VMID, with its generation, that vCPUs have run with on m last; or one of a later generation, in which
 * m has got another since: a roll-over may be another VM's doing.
 */
export const flushVmid: NestedClaim = {
  name: "flush-vmid",
  says: "TLBIs for an MMU go to the VMID that its vCPUs run with",
  needs: ["load", "tf_ipa"],
  watch(kvm, verdict) {
    const judge = ({
      mmu: name,
      vmid,
      ev,
    }: {
      readonly mmu: string;
      readonly vmid: number;
      readonly ev: Kind;
    }): void => {
      const mmu = kvm.mmu(name);
      if (mmu.vmid <= 0 || generationOf(vmid) > generationOf(mmu.vmid)) {
        return;
      }
      if (mmu.vmid === vmid) {
        verdict.held();
      } else {
        verdict.broken(
          `${name}: ${ev} goes to VMID 0x${vmid.toString(16)}, but its vCPUs run with 0x${mmu.vmid.toString(16)}`,
        );
      }
    };
    return { before: { tf_vmid: judge, tf_ipa: judge, tf_ipa_nsh: judge, tf_range: judge } };
  },
};
