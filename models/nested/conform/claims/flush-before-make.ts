import { overlaps } from "../../../stage2/interval.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { retires } from "../state/apply-tlb.ts";
import { isValid, NOTHING, sizeAt } from "../state/pte.ts";

/**
 * ∀ successful pte_break by h of a valid entry e of m: between lock and make h issues a TLBI for m that retires e, by its level
 * or by none. So no TLB holds old and new together.
 */
export const flushBeforeMake: NestedClaim = {
  name: "flush-before-make",
  says: "a valid entry that is replaced is retired by a TLBI before another takes its place",
  needs: ["pte_break", "pte_make"],
  watch(kvm, verdict) {
    return {
      before: {
        pte_break({ th, level, ipa, ok }) {
          const thread = kvm.thread(th);
          const { split } = thread;
          const mmu = split?.mmu ?? thread.map?.mmu;
          const len = sizeAt(level);
          const n = ipa - (ipa % len);
          // The tables that a split builds are walked from 0 on.
          const unlinked = split !== null && !overlaps(n, len, split);
          if (
            !ok ||
            thread.lock === "unknown" ||
            mmu === undefined ||
            unlinked ||
            !isValid(mmu.at(level, n)?.pte ?? NOTHING)
          ) {
            return;
          }
          if (thread.flushes.some((flush) => retires(flush, { mmu, level, n, len }))) {
            verdict.held();
          } else {
            verdict.broken(`${mmu.name}: the entry of level ${level} at ${hex(n)} is replaced without a TLBI`);
          }
        },
      },
    };
  },
};
