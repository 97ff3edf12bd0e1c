import type { NestedClaim } from "../nested-claim.ts";
import type { Mmu } from "../state/mmu.ts";

/** ∀ stage-2 TLBI of L1 for VMID v: it visits every shadow whose VTTBR has v from its start to its end, and none with another. */
export const tlbiReach: NestedClaim = {
  name: "tlbi-reach",
  says: "a TLBI of L1 reaches every shadow of its VMID and no other",
  needs: ["by_vmid", "by_vmid_ret"],
  watch(kvm, verdict) {
    const due = new WeakMap<object, readonly { readonly mmu: Mmu; readonly tenancy: number }[]>();
    return {
      before: {
        by_vmid_ret({ th }) {
          const thread = kvm.thread(th);
          const { tlbi } = thread;
          if (tlbi === null || tlbi.vmid === null) {
            return;
          }
          const missed = due.get(thread)?.find(({ mmu, tenancy }) => mmu.tenancy === tenancy && !tlbi.visited.has(mmu));
          if (missed === undefined) {
            verdict.held();
          } else {
            verdict.broken(`${missed.mmu.name} has L1's VMID ${tlbi.vmid} and is not visited for its TLBI`);
          }
        },
      },
      after: {
        by_vmid({ th, vmid }) {
          const own = [...kvm.shadows()].filter((mmu) => mmu.l1Vmid === vmid);
          due.set(
            kvm.thread(th),
            own.map((mmu) => ({ mmu, tenancy: mmu.tenancy })),
          );
        },
        tlbi_ipa: ({ th, mmu }) => other(th, mmu),
        tlbi_range: ({ th, mmu }) => other(th, mmu),
      },
    };

    function other(th: string, name: string): void {
      const { tlbi } = kvm.thread(th);
      const { l1Vmid } = kvm.mmu(name);
      if (tlbi !== null && tlbi.vmid !== null && l1Vmid >= 0 && l1Vmid !== tlbi.vmid) {
        verdict.broken(`${name} has L1's VMID ${l1Vmid} and is visited for a TLBI of VMID ${tlbi.vmid}`);
      }
    }
  },
};
