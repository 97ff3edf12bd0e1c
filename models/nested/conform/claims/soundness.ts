import { overlaps } from "../../../stage2/interval.ts";
import { unsound } from "../../../stage2/reach.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { isLeafEntry, sizeAt } from "../state/pte.ts";

/**
 * S, as `models/stage2/reach.ts` has it. Let U(R) be an unmap of canonical R for a notifier, t its return, t' the end of the
 * invalidation. ∀ MMU m, ∀ τ ∈ [t, t'], ¬∃ leaf of m that reaches R.
 */
export const soundness: NestedClaim = {
  name: "soundness",
  says: "from the return of a notifier's unmap to the end of its invalidation no leaf reaches the range",
  needs: ["notifier_unmap", "notifier_unmap_ret", "inv_end", "pte_make"],
  watch(kvm, verdict) {
    const nameOf = (mmu: string, sentence: string): string => `${mmu}: ${sentence}`;
    return {
      before: {
        notifier_unmap_ret({ th }) {
          const { notifier } = kvm.thread(th);
          if (notifier === null) {
            return;
          }
          const reaching = kvm.index.reaching(notifier);
          const wrong = unsound(reaching, notifier);
          if (wrong === null && kvm.index.unknown > 0) {
            verdict.undecided("what some shadow leaves reach was not seen");
          } else if (wrong === null) {
            verdict.held();
          } else {
            verdict.broken(nameOf(reaching[0]!.mmu.name, wrong));
          }
        },
      },
      after: {
        pte_make({ mmu: name, level, ipa, pte }) {
          if (kvm.gone.length === 0 || !isLeafEntry(pte, level)) {
            return;
          }
          const leaf = kvm.mmu(name).at(level, ipa - (ipa % sizeAt(level)))?.leaf;
          const range = leaf && kvm.gone.find((gone) => overlaps(leaf.c, leaf.len, gone));
          if (leaf && range) {
            verdict.broken(
              `${name}: nested ${hex(leaf.n)} -> canonical ${hex(leaf.c)} is mapped although ${range.by.name} has unmapped ${hex(range.start)}+${hex(range.size)} and not given it back`,
            );
          } else {
            verdict.held();
          }
        },
      },
    };
  },
};
