import type { Wide } from "../../../../src/conform/vocabulary.ts";
import { type IpaRange, overlaps } from "../../../stage2/interval.ts";
import type { Leaf } from "../../../stage2/leaf.ts";
import type { Perm } from "../../../stage2/perm.ts";
import { LAST_LEVEL, sizeAt } from "./pte.ts";

const NONE: readonly TrackedLeaf[] = [];

/** A leaf as `models/stage2` has it, and how it came to be. */
export class TrackedLeaf implements Leaf {
  readonly mmu: Mmu;
  readonly level: number;
  readonly n: number;
  /** NaN where the trace does not tell. */
  readonly c: number;
  readonly len: number;
  readonly pa: number;
  perm: Perm;
  readonly tag: number;
  readonly mappedAt: number;
  /** When the guest walk that it comes from had ended; NaN where there was none. */
  walkedAt: number;
  /** When a right was added last. */
  raisedAt: number;
  /** The owner that the MMU had then. */
  readonly tenancy: number;

  constructor(mmu: Mmu, level: number, leaf: Leaf, mappedAt: number, walkedAt: number) {
    this.mmu = mmu;
    this.level = level;
    this.n = leaf.n;
    this.c = leaf.c;
    this.len = leaf.len;
    this.pa = leaf.pa;
    this.perm = leaf.perm;
    this.tag = leaf.tag;
    this.mappedAt = mappedAt;
    this.walkedAt = walkedAt;
    this.raisedAt = mappedAt;
    this.tenancy = mmu.tenancy;
  }
}

/** One entry that is not zero. */
export interface Entry {
  pte: Wide;
  leaf: TrackedLeaf | null;
  /** While it is locked: what it was before. */
  before: Wide | null;
  /** Entries that are not zero in the table that it points to. */
  children: number;
}

/** `struct kvm_s2_mmu` and its table, as the trace tells them. */
export class Mmu {
  readonly name: string;
  readonly canonical: boolean;
  /** By level, then by address; no entry means zero, if `known`. */
  readonly entries: readonly Map<number, Entry>[] = Array.from(
    { length: LAST_LEVEL + 1 },
    () => new Map<number, Entry>(),
  );
  /** The table was empty when it was first seen, and no event has been lost since. */
  known = false;
  /** Hardware VMID with its generation, 0 before the first run; -1 where nobody ran on it in this trace. */
  vmid = -1;
  /** L1's VTTBR, and whether its stage-2 is on; null before the first load. */
  vttbr: Wide | null = null;
  vm = false;
  /** Leaves of an owner before may still be there. */
  pending = false;
  /** How many owners it had: a recycled MMU gets another. */
  tenancy = 0;
  /** Leaves by the owner they were installed for: how many are not of the present one. */
  foreign = 0;
  leaves = 0;
  /** vCPUs that are loaded with it. */
  readonly users = new Set<number>();

  constructor(name: string) {
    this.name = name;
    this.canonical = name === "C";
  }

  at(level: number, address: number): Entry | undefined {
    return this.entries[level]?.get(address);
  }

  /** The leaf that translates `n`, whatever its level. */
  leafAt(n: number): TrackedLeaf | null {
    for (let level = LAST_LEVEL; level > 0; level--) {
      const size = sizeAt(level);
      const leaf = this.entries[level]!.get(n - (n % size))?.leaf;
      if (leaf) {
        return leaf;
      }
    }
    return null;
  }

  /** The leaves that translate any of the range. Costs what is there or what is asked for, whichever is less. */
  leavesIn({ start, size }: IpaRange): readonly TrackedLeaf[] {
    if (this.leaves === 0) {
      return NONE;
    }
    const found: TrackedLeaf[] = [];
    for (let level = 1; level <= LAST_LEVEL; level++) {
      const entries = this.entries[level]!;
      const len = sizeAt(level);
      const first = start - (start % len);
      if ((start + size - first) / len <= entries.size) {
        for (let at = first; at < start + size; at += len) {
          const leaf = entries.get(at)?.leaf;
          if (leaf) {
            found.push(leaf);
          }
        }
      } else {
        for (const { leaf } of entries.values()) {
          if (leaf !== null && overlaps(leaf.n, leaf.len, { start, size })) {
            found.push(leaf);
          }
        }
      }
    }
    return found;
  }

  /** VMID field of L1's VTTBR. */
  get l1Vmid(): number {
    return this.vttbr === null ? -1 : this.vttbr.top;
  }
}
