import type { Shared } from "../../src/core/shared.ts";
import type { IpaRange } from "../stage2/interval.ts";
import type { Leaf, Leaves } from "../stage2/leaf.ts";
import type { Perm } from "../stage2/perm.ts";
import type { Descriptor } from "./guest/guest-table.ts";
import type { Installed } from "./spec/installed.ts";
import type { S2Mmu, ShadowMmu } from "./mmu/s2-mmu.ts";
import type { Vcpu } from "./vcpu/vcpu.ts";
import type { VncrTlb, VncrTranslation } from "./vcpu/vncr-tlb.ts";

/**
 * What the model tells the claims, by event name. `unlock` comes from every lock as it is released (its data is the lock);
 * the others from here. An event is emitted in the step that it describes, before any other task goes on.
 */
export interface NestedEvents {
  /** A lock is about to be released by the task that runs. */
  readonly unlock: Shared;
  /** A handler is about to unmap canonical `range` from one shadow; mmu_lock W. */
  readonly unmap_start: UnmapStart;
  /** It is done with this shadow; mmu_lock W, held since `unmap_start` unless `dropped`. */
  readonly unmap_return: UnmapReturn;
  /** mmu_lock was dropped and taken again between two chunks. */
  readonly lock_dropped: LockDropped;
  /** A walk goes on to its next chunk and does not offer to drop mmu_lock. */
  readonly lock_kept: { readonly mmu: S2Mmu };
  /** `unmap_shadow` is done, with what the design does at its end; mmu_lock W. */
  readonly full_unmap_return: FullUnmapReturn;
  /** `invalidate_range_start`, or the unmap of a memslot, has released mmu_lock; `range` is in `ghost.gone` from now on. */
  readonly notifier_return: NotifierReturn;
  /** `invalidate_range_end` has counted down in_progress: `range` may be mapped again. */
  readonly invalidate_end: { readonly range: IpaRange };
  /** `kvm->memslots` is another array from now on; slots_lock. */
  readonly memslots_swapped: null;
  /** The entry of a leaf was written, in a fault; mmu_lock R. */
  readonly pte_made: { readonly mmu: S2Mmu; readonly leaf: Leaf };
  /** A leaf became valid, in a fault; mmu_lock R. */
  readonly map_commit: MapCommit;
  /** A fault gives a page back; whether anybody held it. */
  readonly page_put: { readonly frame: number; readonly held: boolean };
  /** A frame is not the VM's any more: nothing of the host maps or holds it. */
  readonly frame_released: number;
  /** KVM set an access flag in a table of L1: the entry as it was just before, and as it is. */
  readonly guest_swapped: { readonly before: Descriptor; readonly after: Descriptor };
  /** A fault made a leaf valid or added rights to one; mmu_lock R. */
  readonly granted: Granted;
  /** A stage-2 fault is handled; no lock is held. */
  readonly fault_return: FaultReturn;
  /** L2 read or wrote memory through a shadow, or L1 through the canonical table. */
  readonly L2_observe: Observe;
  /** L1's TLBI has released mmu_lock and goes back to L1. */
  readonly tlbi_return: TlbiReturn;
  /** A VNCR translation became valid; mmu_lock W. */
  readonly vncr_commit: { readonly tlb: VncrTlb };
  /** The guest used its VNCR page. */
  readonly vncr_observe: VncrObserve;
  /** L1's TLBI for its EL2 goes back to L1; null for all pages. */
  readonly vncr_tlbi_return: { readonly va: number | null };
  /** A vCPU is about to run L2 on a shadow. */
  readonly L2_enter: { readonly vcpu: Vcpu; readonly mmu: ShadowMmu };
  /** A slot is about to get the tags of another context; mmu_lock W. */
  readonly retag: { readonly mmu: ShadowMmu };
}

export interface UnmapStart {
  readonly mmu: ShadowMmu;
  readonly range: IpaRange;
  readonly may_block: boolean;
  readonly before: Leaves;
}

export interface UnmapReturn extends UnmapStart {
  readonly after: Leaves;
  /** The leaves that this handler itself took out, in order; others may have taken more where it dropped the lock. */
  readonly removed: readonly Leaf[];
  /** `ghost.justified` at the start: aliasing or an allocation failure excuses a full unmap. */
  readonly justified: boolean;
  /** `ghost.ranOut` at the start: the one excuse that does not depend on how a map keeps what it knows. */
  readonly ran_out: boolean;
  readonly dropped: boolean;
}

export interface LockDropped {
  readonly mmu: S2Mmu;
  /** False if the caller of the unmap must not block, or the notifier that it is part of must not. */
  readonly may_block: boolean;
}

export interface FullUnmapReturn {
  readonly mmu: ShadowMmu;
  /** Nothing was mapped in the shadow since it began, and nobody else was emptying it. */
  readonly alone: boolean;
}

export interface NotifierReturn {
  readonly range: IpaRange;
  /** Only a notifier raises in_progress, and only what it took away comes back. */
  readonly source: "notifier" | "memslot" | "release";
}

export interface MapCommit {
  readonly mmu: S2Mmu;
  readonly leaf: Leaf;
  readonly vcpu: Vcpu;
  /** mmu_invalidate_seq as the fault sampled it, as it was when the frame was pinned, and now. */
  readonly sampled: number;
  readonly pinned: number;
  readonly seq: number;
  readonly in_progress: number;
}

export interface FaultReturn {
  readonly vcpu: Vcpu;
  readonly mmu: S2Mmu;
  readonly n: number;
  /** 0, or -EAGAIN (L2 tries again), or what fails KVM_RUN; INJECTED and MMIO of fault.ts. */
  readonly result: number;
  /** What a hook of the reverse map returned, 0 if none did otherwise. */
  readonly tracking_error: number;
}

export interface Observe {
  readonly vcpu: Vcpu;
  readonly mmu: S2Mmu;
  readonly n: number;
  /** What the access went through: of the table or of a TLB. */
  readonly leaf: Leaf;
  readonly frame: number;
  /** The canonical page whose contents the frame holds, or SOMEONE_ELSE. */
  readonly owner: number;
  readonly access: Perm;
}

export interface VncrObserve extends VncrTranslation {
  /** As in `Observe`. */
  readonly owner: number;
}

export interface TlbiReturn {
  /** Null for ALLE1, which reaches every VMID. */
  readonly vmid: number | null;
  readonly range: IpaRange;
  /** The leaves that it names, of those that were there when the handler had taken mmu_lock. */
  readonly named: readonly Installed[];
}

/** What a fault gives to a leaf, and what it may give. */
export interface Granted {
  readonly mmu: S2Mmu;
  readonly n: number;
  readonly len: number;
  /** Those that the leaf has in the table, and did not have before. */
  readonly perm: Perm;
  /** What its walk of L1's table and the host allow. */
  readonly allowed: Perm;
  /** The size of L1's leaf or of the host's, whichever is smaller. */
  readonly longest: number;
}
