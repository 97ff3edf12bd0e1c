import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { LAST_LEVEL, isLeafEntry, outputOf, sizeAt } from "../state/pte.ts";

/**
 * ∀ leaf mapped for a fault: len ≤ the block of the guest's leaf, pa and n aligned to len, and, where the page is being logged
 * (mark_page_dirty with a bitmap), a writable leaf is a page. The size is the one that kvm_pgtable_stage2_map was asked for.
 */
export const blockSize: NestedClaim = {
  name: "block-size",
  says: "a leaf is no longer than the guest's, than what was asked for, or than a page while its slot is logged",
  needs: ["map", "pte_make", "fault"],
  watch(kvm, verdict) {
    return {
      before: {
        map({ mmu, ipa, size, pa }) {
          if (ipa % size === 0 && pa % size === 0 && (size === sizeAt(3) || size === sizeAt(2) || size === sizeAt(1))) {
            verdict.held();
          } else {
            verdict.broken(`${mmu}: a map of ${hex(size)} at ${hex(ipa)} to ${hex(pa)} is no aligned leaf`);
          }
        },
        pte_make({ th, mmu, level, ipa, pte }) {
          const { fault, map, split } = kvm.thread(th);
          if (split !== null || map === null || !isLeafEntry(pte, level)) {
            return;
          }
          const size = sizeAt(level);
          const guest = fault?.walk ? sizeAt(fault.walk.level) : Infinity;
          if (size > guest) {
            verdict.broken(`${mmu}: a leaf of ${hex(size)} at ${hex(ipa)} for a guest leaf of ${hex(guest)}`);
          } else if (size > map.size || outputOf(pte) % size !== 0) {
            verdict.broken(`${mmu}: a leaf of ${hex(size)} at ${hex(ipa)} where ${hex(map.size)} was to be mapped`);
          } else {
            verdict.held();
          }
        },
        mark_dirty({ th, gfn, logging }) {
          const { fault } = kvm.thread(th);
          const leaf = logging && fault?.mapped ? fault.mmu.leafAt(fault.ipa) : null;
          if (leaf === null) {
            return;
          }
          if (leaf.level === LAST_LEVEL) {
            verdict.held();
          } else {
            verdict.broken(`${leaf.mmu.name}: frame ${hex(gfn)} is logged and mapped by a leaf of ${hex(leaf.len)}`);
          }
        },
      },
    };
  },
};
