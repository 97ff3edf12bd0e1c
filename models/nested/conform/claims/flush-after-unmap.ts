import { formatLeaf } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { CHUNK_PAGES } from "../state/apply-tlb.ts";
import { isValid, sizeAt } from "../state/pte.ts";
import type { Thread } from "../state/thread.ts";

const CHUNK = CHUNK_PAGES * 0x1000;

/**
 * ∀ leaf of m cleared by an unmap of h: before h releases mmu_lock, be it to yield, or the unmap returns, h issues a TLBI for m that
 * retires the leaf. With FEAT_TLBIRANGE one range TLBI ends each chunk; recordings that leave out those of a whole chunk
 * do not tell.
 */
export const flushAfterUnmap: NestedClaim = {
  name: "flush-after-unmap",
  says: "a leaf that is cleared is retired by a TLBI before mmu_lock is released",
  needs: ["pte_unmap", "tf_range"],
  watch(kvm, verdict) {
    let untold: string | null = null;
    const cleared = new WeakSet<Thread>();
    const due = ({ th }: { readonly th: string }): void => {
      const thread = kvm.thread(th);
      const { unmap } = thread;
      const [left] = thread.owed;
      if (unmap === null || (left === undefined && !cleared.has(thread))) {
        return;
      }
      cleared.delete(thread);
      if (left === undefined) {
        verdict.held();
        return;
      }
      const sentence = `${left.mmu.name}: ${formatLeaf(left)} was cleared and no TLBI issued for it`;
      const from = Math.max(unmap.start, left.n - (left.n % CHUNK));
      if (kvm.tellsChunks || from % CHUNK !== 0 || from + CHUNK > unmap.start + unmap.size) {
        verdict.broken(sentence);
      } else {
        untold ??= sentence;
        verdict.undecided("range TLBIs of whole chunks are not in this trace");
      }
    };
    return {
      before: {
        pte_unmap({ th, mmu, level, ipa, pte }) {
          if (!isValid(pte) && kvm.mmu(mmu).at(level, ipa - (ipa % sizeAt(level)))?.leaf) {
            cleared.add(kvm.thread(th));
          }
        },
        unmap_range_ret: due,
        wunlock: due,
        tf_range({ pages }) {
          if (pages === CHUNK_PAGES && untold !== null) {
            verdict.broken(untold);
            untold = null;
          }
        },
      },
      end: () => (untold = null),
    };
  },
};
