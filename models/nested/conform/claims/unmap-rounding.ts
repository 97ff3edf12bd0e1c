import { overlaps } from "../../../stage2/interval.ts";
import { formatLeaf, hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Thread } from "../state/thread.ts";
import { sizeAt } from "../state/pte.ts";

/**
 * ∀ unmap_range(m, R): at its return no leaf of m that was there at its start overlaps R (a block goes whole), and each entry
 * that it clears overlaps R. ∀ pte_unmap: its thread is in an unmap.
 */
export const unmapRounding: NestedClaim = {
  name: "unmap-rounding",
  says: "an unmap removes every leaf that its range touches, blocks whole, and no other",
  needs: ["unmap_range", "unmap_range_ret", "pte_unmap"],
  watch(kvm, verdict) {
    /** Threads that have ended an unmap, so that it would be known if they were in one. */
    const outside = new WeakSet<Thread>();
    return {
      before: {
        pte_unmap({ th, mmu, level, ipa }) {
          const thread = kvm.thread(th);
          const { unmap } = thread;
          const size = sizeAt(level);
          const address = ipa - (ipa % size);
          if (unmap === null) {
            if (outside.has(thread)) {
              verdict.broken(`${mmu}: the entry at ${hex(address)} is cleared by ${th} outside of any unmap`);
            }
            return;
          }
          if (unmap.mmu.name === mmu && overlaps(address, size, unmap)) {
            verdict.held();
          } else {
            verdict.broken(
              `${mmu}: the entry at ${hex(address)} is cleared by an unmap of ${unmap.mmu.name} ${hex(unmap.start)}+${hex(unmap.size)}`,
            );
          }
        },
        unmap_range_ret({ th, mmu }) {
          outside.add(kvm.thread(th));
          const { unmap } = kvm.thread(th);
          if (unmap === null) {
            return;
          }
          const left = unmap.mmu.leavesIn(unmap).find((leaf) => !(leaf.mappedAt > unmap.t));
          if (left === undefined) {
            verdict.held();
          } else {
            verdict.broken(
              `${mmu}: ${formatLeaf(left)} is still there after the unmap of ${hex(unmap.start)}+${hex(unmap.size)}`,
            );
          }
        },
      },
    };
  },
};
