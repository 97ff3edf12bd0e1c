import { hex } from "../../../stage2/leaf.ts";
import { LEVEL_UNKNOWN } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { retires } from "../state/apply-tlb.ts";
import { isNothing, isTable, sizeAt } from "../state/pte.ts";

/**
 * ∀ pte_unmap of h that clears a table entry e of m: since its last change of an entry h has issued a TLBI for m that covers
 * e's address and names no level. Only then may the table page be freed: a walker may hold e.
 */
export const flushBeforeFree: NestedClaim = {
  name: "flush-before-free",
  says: "a table page is freed after a TLBI of unknown level for the address that led to it",
  needs: ["pte_unmap", "tf_ipa"],
  watch(kvm, verdict) {
    return {
      before: {
        pte_unmap({ th, mmu: name, level, ipa, old, pte }) {
          // What a thread did before it is seen to take or release the lock is not known.
          if (kvm.thread(th).lock === "unknown" || !isTable(old, level) || !isNothing(pte)) {
            return;
          }
          const mmu = kvm.mmu(name);
          const len = sizeAt(level);
          const entry = { mmu, level, n: ipa - (ipa % len), len };
          if (kvm.thread(th).flushes.some((flush) => flush.level === LEVEL_UNKNOWN && retires(flush, entry))) {
            verdict.held();
          } else {
            verdict.broken(`${name}: the table of level ${level} at ${hex(entry.n)} is freed without a TLBI`);
          }
        },
      },
    };
  },
};
