import { overlaps } from "../../../stage2/interval.ts";
import type { Handlers } from "../kinds.ts";
import { LEVEL_UNKNOWN } from "../kinds.ts";
import type { Kvm } from "./kvm.ts";
import type { Mmu, TrackedLeaf } from "./mmu.ts";
import type { Flush } from "./thread.ts";

const PAGE = 0x1000;
/** Pages of a chunk of __unmap_stage2_range with 4K pages. */
export const CHUNK_PAGES = 0x40000;

/**
 * TLB maintenance. A TLBI by address retires what is cached of any leaf that holds the address, if it names the level of
 * that leaf or none.
 */
export function tlb(kvm: Kvm): Handlers {
  const flush = (th: string, mmu: Mmu | null, start: number, size: number, level: number, vmid = 0): void => {
    if (mmu !== null && mmu.vmid > 0 && generationOf(vmid) > generationOf(mmu.vmid)) {
      mmu.vmid = vmid;
    }
    const thread = kvm.thread(th);
    const done: Flush = { mmu, start, size, level };
    thread.flushes.push(done);
    if (thread.owed.length > 0) {
      thread.owed = thread.owed.filter((leaf) => !retires(done, leaf));
    }
  };
  return {
    tf_vmid: ({ th, mmu, vmid }) => flush(th, kvm.mmu(mmu), 0, Infinity, LEVEL_UNKNOWN, vmid),
    tf_all: ({ th }) => flush(th, null, 0, Infinity, LEVEL_UNKNOWN),
    tf_ipa: ({ th, mmu, ipa, level, vmid }) => flush(th, kvm.mmu(mmu), ipa, 1, level, vmid),
    tf_ipa_nsh: ({ th, mmu, ipa, level, vmid }) => flush(th, kvm.mmu(mmu), ipa, 1, level, vmid),
    tf_range({ th, mmu, start, pages, vmid }) {
      kvm.tellsChunks ||= pages === CHUNK_PAGES;
      flush(th, kvm.mmu(mmu), start, pages * PAGE, LEVEL_UNKNOWN, vmid);
    },
    tf_cpu: ({ mmu, vmid }) => void (kvm.mmu(mmu).vmid = vmid),
  };
}

export const retires = (flush: Flush, leaf: Pick<TrackedLeaf, "mmu" | "n" | "len" | "level">): boolean =>
  (flush.mmu === null || flush.mmu === leaf.mmu) &&
  (flush.level === LEVEL_UNKNOWN || flush.level === leaf.level) &&
  overlaps(leaf.n, leaf.len, flush);

/** The bits above the 16 of the VMID itself. */
export const generationOf = (vmid: number): number => Math.floor(vmid / 0x10000);
