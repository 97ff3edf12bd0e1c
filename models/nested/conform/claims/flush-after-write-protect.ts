import { overlaps } from "../../../stage2/interval.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { Kind, Kinds } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Mmu } from "../state/mmu.ts";
import { isWritable, sizeAt } from "../state/pte.ts";
import type { Flush, Thread } from "../state/thread.ts";
import { onEach } from "../../../../src/conform/claim.ts";

interface Lowered {
  readonly mmu: Mmu;
  readonly start: number;
  readonly size: number;
}

/** What a thread does next when it has come back from the call that took rights away. */
const NEXT = ["mark", "load", "mn_start", "by_vmid", "flush_slot", "fault"] as const satisfies readonly Kind[];

/**
 * ∀ entry of m that loses the right to write: its thread issues a TLBI for m's VMID that covers it, before it returns from the
 * call, which may be after mmu_lock was released. Only then does every write fault again.
 */
export const flushAfterWriteProtect: NestedClaim = {
  name: "flush-after-write-protect",
  says: "a leaf that lost the right to write is retired by a TLBI for its VMID before the call returns",
  needs: ["wp_range", "pte_attr"],
  watch(kvm, verdict) {
    const lowered = new Map<Thread, Lowered[]>();
    const flushed = (th: string): void => {
      const thread = kvm.thread(th);
      const flush = thread.flushes.at(-1);
      const open = lowered.get(thread);
      if (flush !== undefined && open !== undefined) {
        const left = open.filter((one) => !covers(flush, one));
        for (let done = left.length; done < open.length; done++) {
          verdict.held();
        }
        lowered.set(thread, left);
      }
    };
    const due = ({ th }: { readonly th: string }): void => {
      const thread = kvm.thread(th);
      const [left] = lowered.get(thread) ?? [];
      lowered.delete(thread);
      if (left !== undefined) {
        verdict.broken(
          `${left.mmu.name}: ${hex(left.start)} may not be written any more, and no TLBI was issued for it`,
        );
      }
    };
    return {
      before: {
        pte_attr({ th, mmu, level, ipa, old, pte }) {
          const thread = kvm.thread(th);
          if (thread.wp !== null && isWritable(old) && !isWritable(pte)) {
            const size = sizeAt(level);
            const open = lowered.get(thread) ?? [];
            open.push({ mmu: kvm.mmu(mmu), start: ipa - (ipa % size), size });
            lowered.set(thread, open);
          }
        },
        ...onEach<Kinds, (typeof NEXT)[number]>(NEXT, due),
      },
      after: {
        tf_range: ({ th }) => flushed(th),
        tf_vmid: ({ th }) => flushed(th),
        tf_ipa: ({ th }) => flushed(th),
        tf_all: ({ th }) => flushed(th),
      },
      end: () => lowered.clear(),
    };
  },
};

const covers = (flush: Flush, { mmu, start, size }: Lowered): boolean =>
  (flush.mmu === null || flush.mmu === mmu) && overlaps(start, size, flush);
