import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { TrackedLeaf } from "../state/mmu.ts";
import { isLeafEntry, sizeAt } from "../state/pte.ts";

/**
 * One host: ∀ leaf l mapped outside of an invalidation of its canonical address, ∀ leaf k of any MMU that reaches a canonical
 * address x of l: both lead to the same frame for x. So a shadow agrees with the canonical table, and aliases with each other.
 */
export const canonicalAgreement: NestedClaim = {
  name: "canonical-agreement",
  says: "all leaves that reach one canonical address, in the canonical table and in shadows, lead to one frame",
  needs: ["pte_make", "fault"],
  watch(kvm, verdict) {
    return {
      after: {
        pte_make({ mmu: name, level, ipa, pte }) {
          if (!isLeafEntry(pte, level)) {
            return;
          }
          const leaf = kvm.mmu(name).at(level, ipa - (ipa % sizeAt(level)))?.leaf;
          if (!leaf || Number.isNaN(leaf.c)) {
            return;
          }
          const others = kvm.index.reaching({ start: leaf.c, size: leaf.len });
          const wrong = others.find((other) => other.pa - other.c !== leaf.pa - leaf.c && other !== leaf);
          if (wrong !== undefined) {
            verdict.broken(`${show(leaf)}, but ${show(wrong)}`);
          } else if (others.length > 1) {
            verdict.held();
          }
        },
      },
    };
  },
};

const show = ({ mmu, n, c, pa }: TrackedLeaf): string =>
  `${mmu.name} takes ${hex(n)} by canonical ${hex(c)} to frame ${hex(pa)}`;
