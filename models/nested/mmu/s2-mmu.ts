import { Shared } from "../../../src/core/shared.ts";
import type { World } from "../../../src/core/world.ts";
import { cell } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import type { Leaves } from "../../stage2/leaf.ts";
import { Pgt } from "./pgt.ts";
import type { LockedEntry } from "./pgt.ts";
import type { Kvm } from "../state.ts";

const NONE: readonly never[] = [];

/** `struct kvm_s2_mmu`: one stage-2 table and the TLB entries of its VMID. As a shared object it stands for the table. */
export class S2Mmu extends Shared {
  readonly kvm: Kvm;
  /** Null once the table is taken away, under mmu_lock W. */
  pgt: Pgt | null;

  constructor(kvm: Kvm, world: World, name: string, index = -1) {
    super(world, name, index);
    this.kvm = kvm;
    this.pgt = new Pgt();
  }

  get leaves(): Leaves {
    return this.pgt === null ? NONE : this.pgt.leaves;
  }

  set leaves(leaves: Leaves) {
    this.pgt!.leaves = leaves;
  }

  get stale(): Leaves {
    return this.pgt === null ? NONE : this.pgt.stale;
  }

  set stale(stale: Leaves) {
    this.pgt!.stale = stale;
  }

  get locked(): readonly LockedEntry[] {
    return this.pgt === null ? NONE : this.pgt.locked;
  }

  set locked(locked: readonly LockedEntry[]) {
    this.pgt!.locked = locked;
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
