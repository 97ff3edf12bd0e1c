import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { hexOf, isTable, isValid, partOfBlock, sameButForAccess, sizeAt, unlinkedKey } from "../state/pte.ts";

/**
 * ∀ block that a split replaces by a table: the table has 512 entries, and each that is a leaf maps what the block mapped there, with
 * its attributes.
 */
export const splitPages: NestedClaim = {
  name: "split-pages",
  says: "a block is split into leaves that map what it mapped, as it did",
  needs: ["split", "pte_split", "pte_make"],
  watch(kvm, verdict) {
    return {
      before: {
        pte_split({ th, level, ipa, old, pte }) {
          const { unlinked, split } = kvm.thread(th);
          if (split === null || !isTable(pte, level) || isTable(old, level) || !isValid(old)) {
            return;
          }
          const size = sizeAt(level + 1);
          for (let place = 0; place < 512; place++) {
            const own = unlinked.get(unlinkedKey(level + 1, place * size));
            const wanted = partOfBlock(old, level + 1, place);
            if (own === undefined || !(isTable(own, level + 1) || sameButForAccess(own, wanted))) {
              const found = own === undefined ? "nothing" : hexOf(own);
              verdict.broken(
                `the block at ${hex(ipa)} is split and has ${found} for its part ${place}, not ${hexOf(wanted)}`,
              );
              return;
            }
          }
          verdict.held();
        },
      },
    };
  },
};
