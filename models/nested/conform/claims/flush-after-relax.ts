import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { retires } from "../state/apply-tlb.ts";

/** ∀ relax_perms of m at n that returns 0: after the entry was changed, its thread has issued a TLBI that retires the leaf as it was. */
export const flushAfterRelax: NestedClaim = {
  name: "flush-after-relax",
  says: "a leaf that got rights is retired by a TLBI of its level before the fault goes on",
  needs: ["relax", "relax_ret", "tf_ipa_nsh"],
  watch(kvm, verdict) {
    return {
      before: {
        relax_ret({ th, ipa, ret }) {
          const { relax, flushes } = kvm.thread(th);
          const leaf = relax?.mmu.leafAt(ipa);
          if (ret !== 0 || relax === null || !leaf) {
            return;
          }
          if (flushes.some((flush) => retires(flush, leaf))) {
            verdict.held();
          } else {
            verdict.broken(
              `${relax.mmu.name}: ${hex(ipa)} was relaxed and no TLBI of level ${leaf.level} issued for it`,
            );
          }
        },
      },
    };
  },
};
