import type { Wide } from "../../../../src/conform/vocabulary.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Mmu } from "../state/mmu.ts";
import { hexOf, isNothing, NOTHING, sameButForAccess, sizeAt } from "../state/pte.ts";

/**
 * ∀ walker events that read an entry e: old(e) = tracked(e), but for the access flag, which hardware sets by itself. An entry
 * that another walker of the same read section is changing is compared with both values.
 */
export const pteConsistency: NestedClaim = {
  name: "pte-consistency",
  says: "every entry that a walker reads is the one that was written last, but for the access flag",
  needs: ["pte_make", "pte_unmap"],
  watch(kvm, verdict) {
    const read = (mmu: Mmu, level: number, ipa: number, old: Wide): void => {
      const address = ipa - (ipa % sizeAt(level));
      const entry = mmu.at(level, address);
      if (entry === undefined && !mmu.known) {
        return;
      }
      const tracked = entry?.pte ?? NOTHING;
      if (sameButForAccess(old, tracked)) {
        verdict.held();
      } else {
        const found = isNothing(tracked) ? "nothing" : hexOf(tracked);
        verdict.broken(
          `${mmu.name}: the entry of level ${level} at 0x${address.toString(16)} reads ${hexOf(old)}, but ${found} was written last`,
        );
      }
    };
    return {
      before: {
        pte_unmap: ({ mmu, level, ipa, old }) => read(kvm.mmu(mmu), level, ipa, old),
        pte_attr: ({ mmu, level, ipa, old }) => read(kvm.mmu(mmu), level, ipa, old),
        pte_age: ({ level, ipa, old }) => read(kvm.mmu("C"), level, ipa, old),
        pte_split: ({ th, level, ipa, old }) => read(kvm.thread(th).split?.mmu ?? kvm.mmu("C"), level, ipa, old),
        pte_break({ th, level, ipa, ok, old }) {
          const { map } = kvm.thread(th);
          if (map !== null && old !== null && ok) {
            read(map.mmu, level, ipa, old);
          }
        },
      },
    };
  },
};
