import { onEach } from "../../../../src/conform/claim.ts";
import { formatLeaf, hex } from "../../../stage2/leaf.ts";
import { allows, W } from "../../../stage2/perm.ts";
import type { Kind, Kinds } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { RangeCall, Thread } from "../state/thread.ts";

/** Where the dirty log's write-protection is complete: its TLBs are flushed, or the thread goes on to other things. */
const DONE = [
  "rtlb_range",
  "rtlb_all",
  "mark",
  "enter",
  "fault",
  "mn_start",
  "by_vmid",
  "flush_slot",
] as const satisfies readonly Kind[];

/**
 * Let a thread write-protect canonical R in the canonical table from τ on. ∀ shadow leaf that reaches R when it flushes TLBs for that,
 * or goes on: it may not be written, but for what faults have mapped or relaxed since τ, which are logged themselves.
 */
export const writeProtectShadows: NestedClaim = {
  name: "write-protect-shadows",
  says: "what is write-protected in the canonical table is so in every shadow that reaches it",
  needs: ["wp_range", "wp_range_ret", "nested_wp"],
  watch(kvm, verdict) {
    const open = new WeakMap<Thread, RangeCall[]>();
    const done = ({ th }: { readonly th: string }): void => {
      const thread = kvm.thread(th);
      const ranges = open.get(thread) ?? [];
      open.delete(thread);
      for (const range of ranges) {
        const left = kvm.index
          .reaching(range)
          .find(({ mmu, perm, raisedAt }) => !mmu.canonical && allows(perm, W) && !(raisedAt > range.t));
        if (left === undefined) {
          verdict.held();
        } else {
          verdict.broken(
            `${left.mmu.name}: ${formatLeaf(left)} may be written, and canonical ${hex(range.start)}+${hex(range.size)} was write-protected`,
          );
        }
      }
    };
    return {
      before: {
        ...onEach<Kinds, (typeof DONE)[number]>(DONE, done),
        wp_range_ret({ th }) {
          const thread = kvm.thread(th);
          if (thread.wp?.mmu.canonical === true) {
            open.set(thread, [...(open.get(thread) ?? []), thread.wp]);
          }
        },
      },
    };
  },
};
