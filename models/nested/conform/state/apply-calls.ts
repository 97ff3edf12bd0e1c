import { Unsupported } from "../../../../src/conform/unsupported.ts";
import type { Handlers } from "../kinds.ts";
import type { Kvm } from "./kvm.ts";
import type { RangeCall, Thread } from "./thread.ts";

/** The calls that change page tables, and on which MMU each thread is in one. */
export function calls(kvm: Kvm): Handlers {
  const call = (t: number, mmu: string, start: number, size: number, may_block = false): RangeCall => ({
    t,
    mmu: kvm.mmu(mmu),
    start,
    size,
    may_block,
  });
  return {
    map: ({ t, th, mmu, ipa, size }) => {
      rejectLargePages(size);
      const thread = kvm.thread(th);
      thread.map = call(t, mmu, ipa, size);
      if (thread.fault !== null) {
        thread.fault.mapped += 1;
      }
    },
    map_ret: ({ th }) => void (kvm.thread(th).map = null),
    relax({ t, th, mmu, ipa }) {
      const thread = kvm.thread(th);
      thread.relax = call(t, mmu, ipa, 0);
      if (thread.fault !== null) {
        thread.fault.mapped += 1;
      }
    },
    relax_ret: ({ th }) => void (kvm.thread(th).relax = null),
    unmap_range({ t, th, mmu, start, size, may_block }) {
      const thread = kvm.thread(th);
      thread.unmap = call(t, mmu, start, size, may_block);
      thread.sweep?.add(thread.unmap.mmu);
    },
    unmap_range_ret({ th, mmu }) {
      const thread = kvm.thread(th);
      if (thread.unmap === null) {
        // It began before the trace, or where events were lost, and may have been of all of it.
        kvm.mmu(mmu).pending = false;
      }
      unmapped(thread);
    },
    wp_range({ t, th, mmu, start, end }) {
      const thread = kvm.thread(th);
      thread.wp = call(t, mmu, start, end - start, true);
      thread.sweep?.add(thread.wp.mmu);
    },
    wp_range_ret: ({ th }) => void (kvm.thread(th).wp = null),
    split: ({ t, th, mmu, ipa, size }) => void (kvm.thread(th).split = call(t, mmu, ipa, size)),
    split_ret: ({ th }) => void (kvm.thread(th).split = null),
  };
}

/** A whole MMU was unmapped: what its owner before left is gone. */
function unmapped(thread: Thread): void {
  const { unmap } = thread;
  thread.unmap = null;
  thread.owed = [];
  if (unmap === null) {
    return;
  }
  if (thread.tlbi !== null) {
    thread.tlbi.ranges.push({ mmu: unmap.mmu, range: unmap });
  }
  if (unmap.start === 0 && thread.notifier === null && unmap.size >= WHOLE) {
    unmap.mmu.pending = false;
  }
}

/** No stage 2 has less than 32 bits of input, and L1's TLBIs by range name at most 8G, which begins at 0 only by chance. */
const WHOLE = 2 ** 32;

/** Leaves of hosts with other pages than 4K. */
const OTHER_SIZES: ReadonlyMap<number, string> = new Map([
  [0x4000, "16K"],
  [0x2000000, "16K"],
  [0x10000, "64K"],
  [0x20000000, "64K"],
]);

/** Levels and bits of entries mean other things there. */
function rejectLargePages(size: number): void {
  const pages = OTHER_SIZES.get(size);
  if (pages !== undefined) {
    throw new Unsupported(
      `it maps a leaf of 0x${size.toString(16)}, as hosts with pages of ${pages} do, and only pages of 4K are known here`,
    );
  }
}
