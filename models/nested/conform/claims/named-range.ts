import type { Wide } from "../../../../src/conform/vocabulary.ts";
import type { IpaRange } from "../../../stage2/interval.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Thread } from "../state/thread.ts";

const PAGE = 0x1000;

/**
 * ∀ notifier of frames F, flush of memslot F: the unmap of the canonical table that follows is of F. ∀ mask of the dirty log: the
 * write-protection that follows is from its first frame to its last. What had no leaf in F is judged too.
 */
export const namedRange: NestedClaim = {
  name: "named-range",
  says: "the canonical table is unmapped, or write-protected, for the very frames that were named",
  needs: ["unmap_range"],
  watch(kvm, verdict) {
    const due = new WeakMap<Thread, IpaRange>();
    const name = (th: string, first: number, frames: number): void =>
      void due.set(kvm.thread(th), { start: first * PAGE, size: frames * PAGE });
    const judge = (th: string, mmu: string, what: string, { start, size }: IpaRange): void => {
      const thread = kvm.thread(th);
      const named = mmu === "C" ? due.get(thread) : undefined;
      if (named === undefined) {
        return;
      }
      due.delete(thread);
      if (named.start === start && named.size === size) {
        verdict.held();
      } else {
        verdict.broken(
          `${th} ${what} canonical ${hex(start)}+${hex(size)}, where ${hex(named.start)}+${hex(named.size)} was named`,
        );
      }
    };
    const forget = ({ th }: { readonly th: string }): void => void due.delete(kvm.thread(th));
    return {
      before: {
        notifier_unmap: ({ th, start, end }) => name(th, start, end - start),
        notifier_unmap_ret: forget,
        flush_slot: ({ th, base, npages }) => name(th, base, npages),
        logmask({ th, base, off, mask }) {
          const { first, last } = bitsOf(mask);
          name(th, base + off + first, last - first + 1);
        },
        nested_wp: forget,
        nested_unmap: forget,
        unmap_range: ({ th, mmu, start, size }) => judge(th, mmu, "unmaps", { start, size }),
        wp_range: ({ th, mmu, start, end }) => judge(th, mmu, "write-protects", { start, size: end - start }),
      },
    };
  },
};

/** The lowest and the highest bit of a mask that are set. */
function bitsOf({ low, top }: Wide): { readonly first: number; readonly last: number } {
  const bits = ((BigInt(top) << 48n) | BigInt(low)).toString(2);
  return { first: bits.length - 1 - bits.lastIndexOf("1"), last: bits.length - 1 };
}
