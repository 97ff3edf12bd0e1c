import type { Task } from "../../src/core/task.ts";
import type { Design } from "../../src/scenario/model.ts";
import type { ReverseEntry } from "../stage2/coverage.ts";
import type { IpaRange } from "../stage2/interval.ts";
import type { Leaves } from "../stage2/leaf.ts";
import type { Perm } from "../stage2/perm.ts";
import type { History } from "./history.ts";
import type { Mutant } from "./mutant.ts";
import type { Kvm, ShadowMmu, Vcpu } from "./state.ts";

/** What a walk of L1's tables found: `struct kvm_s2_trans` (kvm_nested.h, 7.3.4). */
export interface S2Trans {
  /** Canonical IPA, to the page. */
  readonly output: number;
  /** Size of the guest leaf. */
  readonly size: number;
  readonly perm: Perm;
}

/** The variables of `user_mem_abort` that are in scope where a reverse map may hook in, as they stand there. */
export interface S2Fault {
  readonly vcpu: Vcpu;
  /** Null when L1 runs this context with stage-2 off; the shadow maps nested to canonical 1:1 then. */
  readonly nested: S2Trans | null;
  /** Canonical IPA of the page that faulted. Where a THP made the leaf a block, only `nested_ipa` was re-aligned. */
  readonly canonical: number;
  /** Where the leaf goes: aligned to `size`. */
  readonly nested_ipa: number;
  readonly size: number;
  /** Rights were added to a leaf that is there; nothing was mapped. */
  readonly relaxed: boolean;
  /** The map found another leaf in the way and broke it; false until then. */
  replaced: boolean;
}

/**
 * A reverse map: what a design adds to the nested MMU. One constant object per design; all its state is in `mmu.revmap`.
 * Every hook is a hoisted generator function and runs in the context that its comment names. A design without a hook
 * costs no step there. Unmaps that a hook asks for go through `kvm_stage2_unmap_range` and `unmap_shadow` (unmap.ts).
 */
export interface ReverseMap<T = unknown> {
  /** The fields added to `struct kvm_s2_mmu`; called once per shadow when the VM is made, before any task runs. */
  init(kvm: Kvm, mmu: ShadowMmu): T;

  /** The struct is copied to another address; without it, what the design adds lies behind a pointer. */
  copied?(mmu: ShadowMmu<T>, copy: ShadowMmu): T;

  /** What the baseline did at the time; without it, what Linux 7.3.4 does. */
  readonly history?: History;
  /** A notifier takes all VNCR translations, not only those in its range. */
  readonly all_vncr?: boolean;

  /** Faults hold mmu_lock for write: what a design relied on while it was a spinlock. */
  readonly exclusive_faults?: boolean;

  /** Fault; kvm->srcu and nothing else is held; where the page cache is topped up. An error becomes the result of the fault. */
  topup?(kvm: Kvm, mmu: ShadowMmu<T>, vcpu: Vcpu): Task<number>;
  /** Fault; mmu_lock R; the sequence check passed and the size is final. An error keeps the leaf out. */
  before_map?(kvm: Kvm, mmu: ShadowMmu<T>, fault: S2Fault): Task<number>;
  /**
   * Fault; mmu_lock R; the entry is locked by this task and empty, nothing of what was there is in a TLB. The leaf becomes
   * valid next. Only designs with this hook take a step between locking an entry and writing it.
   */
  entry_locked?(kvm: Kvm, mmu: ShadowMmu<T>, fault: S2Fault): Task;
  /** Fault; mmu_lock R; the leaf is in the table, or was relaxed. An error becomes the result of the fault. */
  record?(kvm: Kvm, mmu: ShadowMmu<T>, fault: S2Fault): Task<number>;
  /** Fault; mmu_lock not held any more, kvm->srcu is; only after a map or relax that succeeded. As `record`. */
  after_unlock?(kvm: Kvm, mmu: ShadowMmu<T>, fault: S2Fault): Task<number>;

  /**
   * Leaves are out of the table, and no TLBI has followed yet. An unmap, whoever asked for it, under mmu_lock W; or a fault,
   * under R, that has locked the entry they were in.
   */
  leaves_gone?(kvm: Kvm, mmu: ShadowMmu<T>, leaves: Leaves): Task;

  /** Notifier, memslot deletion; mmu_lock W. The shadows that are to be looked at for `range`; without it all are. */
  reached?(kvm: Kvm, range: IpaRange): Task<ReadonlySet<ShadowMmu>>;
  /** Notifier, memslot deletion; mmu_lock W. Stands where the baseline unmaps the shadow in full. */
  unmap_canonical(kvm: Kvm, mmu: ShadowMmu<T>, range: IpaRange, may_block: boolean): Task;
  /** Memslot deletion; mmu_lock W. Instead of the two above, for a design that goes its own way there. */
  flush_memslot?(kvm: Kvm, mmu: ShadowMmu<T>): Task;

  /** L1's TLBI by address or range; mmu_lock W; before the first leaf goes. */
  before_nested_unmap?(kvm: Kvm, mmu: ShadowMmu<T>, range: IpaRange): Task;
  /** Any unmap of this shadow, whoever asked for it; mmu_lock W; after a chunk and before the lock may be dropped. */
  after_chunk?(kvm: Kvm, mmu: ShadowMmu<T>, chunk: IpaRange): Task;
  /** L1's TLBI by address or range; mmu_lock W, which may have been dropped since `before_nested_unmap`. */
  after_nested_unmap?(kvm: Kvm, mmu: ShadowMmu<T>, range: IpaRange): Task;

  /** `unmap_shadow`: mmu_lock W; before the first chunk of an unmap of everything. */
  before_full_unmap?(kvm: Kvm, mmu: ShadowMmu<T>): Task;
  /** `unmap_shadow`: mmu_lock W; after the last chunk. Where the lock was dropped in between, faults may have refilled. */
  cleared?(kvm: Kvm, mmu: ShadowMmu<T>): Task;
  /** vCPU load; mmu_lock W; the slot has new tags and still the old leaves. */
  recycled?(kvm: Kvm, mmu: ShadowMmu<T>): Task;
  /** Memslot creation, or a move to this place; slots_lock; before anybody can find the slot. An error keeps it out. */
  memslot_made?(kvm: Kvm, slot: number): Task<number>;
  /** Memslot deletion, or a move from this place; slots_lock; nobody can find the slot any more, as its SRCU readers are gone. */
  memslot_freed?(kvm: Kvm, slot: number): Task;
  /** VM destruction: every task has ended, no lock is held, the table is gone. Frees what the design allocated. */
  destroy?(kvm: Kvm, mmu: ShadowMmu<T>): Task;

  /** For invariants: how a nested IPA, or null for UNKNOWN, becomes a word of the tree and is read back; absent without words. */
  readonly encoding?: WordEncoding;
  /** For invariants: what the map knows now. Entries may overlap; the order does not matter. */
  entries(mmu: ShadowMmu<T>): readonly ReverseEntry[];
  /** For invariants: what a second tree knows, nested range to canonical IPA (in `nested` of the entry); absent without one. */
  direct?(mmu: ShadowMmu<T>): readonly ReverseEntry[];
  /** For cost: bytes that it holds now, its arrays as far as they are in use; without it, what its allocations tell. */
  bytes?(kvm: Kvm): number;
  /** For invariants: the map is not to be relied on, and the next unmap is a full one. */
  broken(mmu: ShadowMmu<T>): boolean;
}

/** A nested IPA (null: UNKNOWN) as a 64-bit word of a maple tree. `decode` reads only what `encode` wrote. */
export interface WordEncoding {
  encode(nested: number | null): bigint;
  decode(word: bigint): number | null;
}

/** One reverse-map design; `reverse_map` is made once, with its knobs applied, and used for every run. */
export interface NestedDesign extends Design {
  readonly reverse_map: ReverseMap;
  /** A fault put into the baseline's own code path, for tests of the claims; no listed design has one. */
  readonly mutant?: Mutant;
}
