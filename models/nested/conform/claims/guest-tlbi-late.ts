import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { isLeafEntry, sizeAt } from "../state/pte.ts";
import { outdates } from "./guest-tlbi.ts";

/**
 * GTLBI, the other half: ∀ leaf l installed at τ: there is no write of L1 after l's guest walk that changed where the guest's leaf
 * leads and that a TLBI has retired, begun after the write and returned before τ. Judged where the trace has marks of L1's writes.
 */
export const guestTlbiLate: NestedClaim = {
  name: "guest-tlbi-late",
  says: "no leaf is installed that a TLBI of L1 has retired since the guest's tables were walked for it",
  needs: ["by_vmid", "by_vmid_ret", "mark", "walk"],
  watch(kvm, verdict) {
    return {
      after: {
        pte_make({ mmu: name, level, ipa, pte }) {
          const mmu = kvm.mmu(name);
          const leaf = isLeafEntry(pte, level) ? mmu.at(level, ipa - (ipa % sizeAt(level)))?.leaf : null;
          if (!leaf || mmu.canonical || !mmu.vm) {
            return;
          }
          const entry = kvm.guests.over(mmu.l1Vmid, leaf.n).find((candidate) => !Number.isNaN(candidate.retiredAt));
          if (entry === undefined) {
            return;
          }
          if (outdates(entry, leaf)) {
            verdict.broken(
              `${name}: nested ${hex(leaf.n)} -> canonical ${hex(leaf.c)} was walked at ${leaf.walkedAt}, but L1 changed it at ${entry.writtenAt} and its TLBI returned at ${entry.retiredAt}`,
            );
          } else {
            verdict.held();
          }
        },
      },
    };
  },
};
