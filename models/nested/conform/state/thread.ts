import type { Wide } from "../../../../src/conform/vocabulary.ts";
import type { IpaRange } from "../../../stage2/interval.ts";
import type { Mmu, TrackedLeaf } from "./mmu.ts";

export interface Walk {
  readonly t: number;
  readonly ipa: number;
  readonly out: number;
  readonly level: number;
  readonly desc: Wide;
  readonly r: boolean;
  readonly w: boolean;
  /** 0 if it ended in a leaf. */
  readonly ret: number;
}

/** kvm_handle_guest_abort, so far. */
export interface Fault {
  readonly t: number;
  readonly vcpu: number;
  readonly mmu: Mmu;
  ipa: number;
  esr: number;
  walk: Walk | null;
  /** When the sequence count had been sampled at the latest: before the frame is looked up. */
  sampledAt: number;
  gfn: number;
  pfn: Wide | null;
  /** Calls to map or relax that it made. */
  mapped: number;
}

export interface RangeCall extends IpaRange {
  readonly t: number;
  readonly mmu: Mmu;
  readonly may_block: boolean;
}

/** A TLBI that L1 issued, while it is handled. */
export interface Tlbi {
  readonly t: number;
  /** VMID of L1; null for all of them. */
  readonly vmid: number | null;
  /** The MMUs visited for it, and what was unmapped in them. */
  readonly visited: Set<Mmu>;
  readonly ranges: { readonly mmu: Mmu; readonly range: IpaRange }[];
}

/** mn_start … mn_end of one call of the memory manager. */
export interface Bracket {
  readonly start: number;
  readonly end: number;
  starting: boolean;
  /** in_progress was raised for it. */
  raised: boolean;
  /** Frames were unmapped for it. */
  unmapped: boolean;
}

export interface Flush {
  readonly mmu: Mmu | null;
  readonly start: number;
  readonly size: number;
  /** LEVEL_UNKNOWN where none is named. */
  readonly level: number;
}

export type Held = "unknown" | "none" | "read" | "write";

/** A thread of the host: what it holds, and the calls it is in. */
export class Thread {
  readonly name: string;
  vcpu = -1;
  /** The MMU that its vCPU is loaded with. */
  loaded: Mmu | null = null;
  /** What it was loaded with before, and whose that was then: scheduled out, a vCPU keeps its MMU. */
  kept: { readonly mmu: Mmu; readonly tenancy: number } | null = null;
  lock: Held = "unknown";
  /** When it got it. */
  lockedAt = Number.NaN;
  fault: Fault | null = null;
  map: RangeCall | null = null;
  relax: RangeCall | null = null;
  unmap: RangeCall | null = null;
  wp: RangeCall | null = null;
  split: RangeCall | null = null;
  /** Entries of the tables that a split is building, by address from 0 on plus level. */
  readonly unlinked = new Map<number, Wide>();
  readonly brackets: Bracket[] = [];
  /** The canonical range that kvm_unmap_gfn_range is about. */
  notifier: IpaRange | null = null;
  /** The range of the memslot that is flushed. */
  slot: IpaRange | null = null;
  tlbi: Tlbi | null = null;
  /** Since kvm_nested_s2_unmap or _wp began: the MMUs that were visited. */
  sweep: Set<Mmu> | null = null;
  /** The MMU that was looked up for it, null for a miss, undefined when there was no look-up since the last load. */
  lookup: Mmu | null | undefined = undefined;
  /** TLBIs since its last change of an entry. */
  flushes: Flush[] = [];
  /** Leaves it cleared under the lock whose TLBI is still due. */
  owed: TrackedLeaf[] = [];

  constructor(name: string) {
    this.name = name;
  }
}
