import type { Wide } from "../../../../src/conform/vocabulary.ts";
import type { EventOf, Handlers } from "../kinds.ts";
import { retires } from "./apply-tlb.ts";
import type { Kvm } from "./kvm.ts";
import type { Mmu } from "./mmu.ts";
import {
  isNothing,
  isTable,
  isValid,
  LOCKED,
  NOTHING,
  outputOf,
  permOf,
  sizeAt,
  partOfBlock,
  unlinkedKey,
} from "./pte.ts";
import type { Thread } from "./thread.ts";

const alignTo = (level: number, ipa: number): number => ipa - (ipa % sizeAt(level));

/** Entries of page tables. */
export function entries(kvm: Kvm): Handlers {
  const change = (thread: Thread, mmu: Mmu, level: number, ipa: number, pte: Wide): void => {
    const address = alignTo(level, ipa);
    const old = mmu.at(level, address);
    if (old !== undefined && isTable(old.pte, level) && !isTable(pte, level)) {
      kvm.dropBelow(mmu, level, address);
    }
    kvm.write(mmu, level, address, pte, originOf(thread, mmu, address));
    thread.flushes = [];
  };
  return {
    pte_break({ th, level, ipa, ok }) {
      const thread = kvm.thread(th);
      const mmu = thread.map?.mmu;
      if (ok && mmu !== undefined) {
        const address = alignTo(level, ipa);
        if (isTable(mmu.at(level, address)?.pte ?? NOTHING, level)) {
          kvm.dropBelow(mmu, level, address);
        }
        kvm.lockEntry(mmu, level, address, LOCKED);
      }
      thread.flushes = [];
    },
    pte_make({ th, mmu, level, ipa, pte }) {
      const thread = kvm.thread(th);
      if (thread.split === null && thread.map === null) {
        // The call began before the trace, or where events were lost: it may be building a table that is not linked yet.
        change(thread, kvm.mmu(mmu), level, ipa, NOTHING);
      } else if (thread.split === null) {
        change(thread, kvm.mmu(mmu), level, ipa, pte);
      } else {
        thread.unlinked.set(unlinkedKey(level, ipa), pte);
      }
    },
    pte_unmap({ th, mmu, level, ipa, pte }) {
      const thread = kvm.thread(th);
      const owner = kvm.mmu(mmu);
      const leaf = owner.at(level, alignTo(level, ipa))?.leaf;
      // Without FEAT_TLBIRANGE the TLBI of a leaf is told before the walker that issued it returns.
      const retired = leaf ? thread.flushes.some((flush) => flush.size === 1 && retires(flush, leaf)) : false;
      change(thread, owner, level, ipa, pte);
      if (leaf && !isValid(pte) && !retired) {
        thread.owed.push(leaf);
      }
    },
    pte_attr(event) {
      kvm.thread(event.th).flushes = [];
      rewritten(kvm, kvm.mmu(event.mmu), event);
    },
    pte_age: (event) => rewritten(kvm, kvm.mmu("C"), event),
    pte_split: (event) => splitInto(kvm, kvm.thread(event.th), event),
  };
}

/** The canonical address of what a fault maps at `address`. */
function originOf({ fault, map }: Thread, mmu: Mmu, address: number): { t: number; c: number; walkedAt: number } {
  const t = map?.t ?? Number.NaN;
  if (mmu.canonical) {
    return { t, c: address, walkedAt: Number.NaN };
  }
  if (fault === null || fault.mmu !== mmu) {
    return { t, c: Number.NaN, walkedAt: Number.NaN };
  }
  const { walk } = fault;
  if (walk === null) {
    return { t, c: mmu.vm ? Number.NaN : address, walkedAt: fault.t };
  }
  return { t, c: walk.out - (walk.ipa - address), walkedAt: walk.t };
}

/** The same leaf with other attributes. */
function rewritten(
  kvm: Kvm,
  mmu: Mmu,
  { t, level, ipa, pte }: Pick<EventOf<"pte_attr">, "t" | "level" | "ipa" | "pte">,
): void {
  const address = alignTo(level, ipa);
  const entry = mmu.at(level, address);
  if (entry?.leaf && isValid(pte) && outputOf(pte) === entry.leaf.pa) {
    entry.pte = pte;
    const perm = permOf(pte);
    entry.leaf.raisedAt = (perm & ~entry.leaf.perm) === 0 ? entry.leaf.raisedAt : t;
    entry.leaf.perm = perm;
  } else if (!isNothing(pte)) {
    kvm.write(mmu, level, address, pte, {
      t: Number.NaN,
      c: mmu.canonical ? address : Number.NaN,
      walkedAt: Number.NaN,
    });
  }
}

/** A block became a table, whose pages were built before it was linked. */
function splitInto(kvm: Kvm, thread: Thread, { t, level, ipa, old, pte }: EventOf<"pte_split">): void {
  const mmu = thread.split?.mmu ?? kvm.mmu("C");
  if (!isTable(pte, level) || isTable(old, level) || !isValid(old)) {
    rewritten(kvm, mmu, { t, level, ipa, pte });
    return;
  }
  const address = alignTo(level, ipa);
  kvm.write(mmu, level, address, pte, unmapped(address));
  writeUnlinked(kvm, mmu, thread, level + 1, address, 0, old);
  thread.unlinked.clear();
  thread.flushes = [];
}

/** What is below a block that was split: as the new table was built, or as the block had it. */
function writeUnlinked(
  kvm: Kvm,
  mmu: Mmu,
  thread: Thread,
  level: number,
  address: number,
  within: number,
  block: Wide,
): void {
  const size = sizeAt(level);
  for (let place = 0; place < 512; place++) {
    const at = address + place * size;
    const own = thread.unlinked.get(unlinkedKey(level, within + place * size)) ?? partOfBlock(block, level, place);
    kvm.write(mmu, level, at, own, unmapped(mmu.canonical ? at : Number.NaN));
    if (isTable(own, level)) {
      writeUnlinked(kvm, mmu, thread, level + 1, at, within + place * size, partOfBlock(block, level, place));
    }
  }
}

const unmapped = (c: number): { t: number; c: number; walkedAt: number } => ({
  t: Number.NaN,
  c,
  walkedAt: Number.NaN,
});
