import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { IpaRange } from "../stage2/interval.ts";
import type { Leaves } from "../stage2/leaf.ts";
import type { Kvm } from "./state.ts";

const NONE: readonly never[] = [];

/** An entry between break and make of a mapper (KVM_INVALID_PTE_LOCKED). */
export interface LockedEntry extends IpaRange {
  /** The leaves that made way. */
  readonly gone: Leaves;
}

/** `struct kvm_s2_mmu`: one stage-2 table and the TLB entries of its VMID. As a shared object it stands for the table. */
export class S2Mmu extends Shared {
  readonly kvm: Kvm;
  /** Valid leaves. They appear under mmu_lock R; they go under W, or under R to make room for another. */
  leaves: Leaves = NONE;
  /** Leaves gone from the table that a TLB may still hold. With `leaves`: whatever was valid since the last TLBI. */
  stale: Leaves = NONE;
  locked: readonly LockedEntry[] = NONE;

  constructor(kvm: Kvm, world: World, name: string, index = -1) {
    super(world, name, index);
    this.kvm = kvm;
  }
}

/** One of `kvm->arch.nested_mmus[]`: nested IPA to frame for one context of L1. */
export class ShadowMmu<T = unknown> extends S2Mmu {
  /** False until a context uses the slot (CnP bit of tlb_vttbr). This and the tags are written under mmu_lock W. */
  valid = false;
  /** L1's VTTBR_EL2. VTCR_EL2 is the same in all contexts here. */
  tlb_vttbr = 0;
  /** The VMID field of tlb_vttbr. */
  vmid = 0;
  /** L1's HCR_EL2.VM. */
  nested_stage2_enabled = false;
  /** Leaves of the context before may still be there. Written under mmu_lock W. */
  pending_unmap = false;
  /** vCPUs that have it as hw_mmu. Raised under mmu_lock W, dropped without a lock. */
  readonly refcnt: Cell<number>;
  /** What the design adds. */
  revmap!: T;

  constructor(kvm: Kvm, world: World, index: number) {
    super(kvm, world, "shadow", index);
    this.refcnt = cell(world, "refcnt", 0, index);
  }
}
