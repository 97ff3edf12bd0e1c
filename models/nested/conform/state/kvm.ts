import type { Wide } from "../../../../src/conform/vocabulary.ts";
import type { IpaRange } from "../../../stage2/interval.ts";
import { CanonicalIndex } from "./canonical-index.ts";
import { GuestTables } from "./guest-tables.ts";
import { Mmu, TrackedLeaf, type Entry } from "./mmu.ts";
import { guestLevelOf, isLeafEntry, isNothing, NOTHING, outputOf, permOf, sizeAt } from "./pte.ts";
import { Thread, type Tlbi } from "./thread.ts";

/** A range that an unmap notifier has removed and not yet given back. */
export interface Gone extends IpaRange {
  readonly by: Thread;
}

/** One VM, rebuilt from what a trace says of it. */
export class Kvm {
  readonly mmus = new Map<string, Mmu>();
  readonly threads = new Map<string, Thread>();
  readonly index = new CanonicalIndex();
  readonly guests = new GuestTables();
  writer: Thread | null = null;
  readonly readers = new Set<Thread>();
  /** mmu_invalidate_seq and mmu_invalidate_in_progress; NaN while not known. */
  seq = Number.NaN;
  inProgress = Number.NaN;
  /** L1 has issued a TLBI of its own stage 1: the slow path for VNCR pages raises mmu_invalidate_seq by itself. */
  seqMayJump = false;
  /** By vCPU, where the trace has marks of it: what L1 was told to run its guest with. */
  readonly contexts = new Map<number, { readonly vttbr: Wide; readonly vm: boolean }>();
  /** When an invalidation ended last. */
  invalidatedAt = -Infinity;
  gone: readonly Gone[] = [];
  /** The trace has range TLBIs of whole chunks, which most recordings leave out. */
  tellsChunks = false;

  mmu(name: string): Mmu {
    let mmu = this.mmus.get(name);
    if (mmu === undefined) {
      mmu = new Mmu(name);
      this.mmus.set(name, mmu);
    }
    return mmu;
  }

  thread(name: string): Thread {
    let thread = this.threads.get(name);
    if (thread === undefined) {
      thread = new Thread(name);
      this.threads.set(name, thread);
    }
    return thread;
  }

  /** Writes an entry; `c` is the canonical address of a leaf's first byte. */
  write(
    mmu: Mmu,
    level: number,
    address: number,
    pte: Wide,
    leaf: { readonly t: number; readonly c: number; readonly walkedAt: number },
  ): Entry | null {
    const table = mmu.entries[level]!;
    const old = table.get(address);
    if (old?.leaf) {
      this.#drop(old.leaf);
    }
    if (isNothing(pte)) {
      if (table.delete(address)) {
        this.#count(mmu, level, address, -1);
      }
      return null;
    }
    const entry = old ?? { pte, leaf: null, before: null, children: 0 };
    entry.pte = pte;
    entry.leaf = null;
    entry.before = null;
    if (isLeafEntry(pte, level)) {
      entry.leaf = this.#leaf(mmu, level, address, pte, leaf);
    }
    if (old === undefined) {
      table.set(address, entry);
      this.#count(mmu, level, address, 1);
    }
    return entry;
  }

  /** Another walker is between break and make. */
  lockEntry(mmu: Mmu, level: number, address: number, locked: Wide): void {
    const before = mmu.at(level, address)?.pte ?? null;
    const entry = this.write(mmu, level, address, locked, NO_LEAF)!;
    entry.before = before;
  }

  /** A table page is unlinked: what is below it is reached no more. */
  dropBelow(mmu: Mmu, level: number, address: number): void {
    const below = mmu.entries[level + 1];
    if (below === undefined) {
      return;
    }
    const step = sizeAt(level + 1);
    for (let at = address; at < address + sizeAt(level); at += step) {
      const entry = below.get(at);
      if (entry !== undefined) {
        this.dropBelow(mmu, level + 1, at);
        this.write(mmu, level + 1, at, NOTHING, NO_LEAF);
      }
    }
  }

  /** L1's VTTBR, VTCR or HCR.VM of the MMU's owner changed: leaves that are there are another's. */
  retag(mmu: Mmu): void {
    mmu.tenancy += 1;
    mmu.foreign = mmu.leaves;
  }

  /** A TLBI of L1 has returned. */
  retire({ vmid, ranges, t: since }: Tlbi, t: number): void {
    ranges.forEach(({ range }) => this.guests.retire(vmid, range, since, t));
  }

  /** Shadows that have an owner. */
  *shadows(): Iterable<Mmu> {
    for (const mmu of this.mmus.values()) {
      if (!mmu.canonical && mmu.vttbr !== null) {
        yield mmu;
      }
    }
  }

  forget(): void {
    this.mmus.clear();
    this.threads.clear();
    this.index.clear();
    this.guests.clear();
    this.writer = null;
    this.readers.clear();
    this.contexts.clear();
    this.seqMayJump = false;
    this.seq = Number.NaN;
    this.inProgress = Number.NaN;
    this.invalidatedAt = -Infinity;
    this.gone = [];
  }

  #leaf(
    mmu: Mmu,
    level: number,
    n: number,
    pte: Wide,
    { t, c, walkedAt }: { readonly t: number; readonly c: number; readonly walkedAt: number },
  ): TrackedLeaf {
    const guest = guestLevelOf(pte);
    const tag = guest === 0 ? 0 : sizeAt(guest);
    const leaf = new TrackedLeaf(
      mmu,
      level,
      { n, c, len: sizeAt(level), pa: outputOf(pte), perm: permOf(pte), tag },
      t,
      walkedAt,
    );
    mmu.leaves += 1;
    this.index.add(leaf);
    return leaf;
  }

  #count(mmu: Mmu, level: number, address: number, change: number): void {
    const size = sizeAt(level - 1);
    const parent = mmu.at(level - 1, address - (address % size));
    if (parent !== undefined) {
      parent.children += change;
    }
  }

  #drop(leaf: TrackedLeaf): void {
    leaf.mmu.leaves -= 1;
    if (leaf.tenancy !== leaf.mmu.tenancy) {
      leaf.mmu.foreign -= 1;
    }
    this.index.delete(leaf);
  }
}

const NO_LEAF = { t: Number.NaN, c: Number.NaN, walkedAt: Number.NaN };
