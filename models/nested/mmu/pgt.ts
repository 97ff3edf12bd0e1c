import type { Memory } from "../../../src/kernel/slab.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import type { Leaves } from "../../stage2/leaf.ts";

const NONE: readonly never[] = [];

/** An entry between break and make of a mapper (KVM_INVALID_PTE_LOCKED). */
export interface LockedEntry extends IpaRange {
  /** The leaves that made way. */
  readonly gone: Leaves;
}

/** `struct kvm_pgtable` with its table pages, and what TLBs hold of them. */
export class Pgt {
  /** Valid leaves. They appear under mmu_lock R; they go under W, or under R to make room for another. */
  leaves: Leaves = NONE;
  /** Leaves gone from the table that a TLB may still hold. With `leaves`: whatever was valid since the last TLBI. */
  stale: Leaves = NONE;
  locked: readonly LockedEntry[] = NONE;
  /** Where tables are freed in the run: this one, and mmu->last_vcpu_ran beside it. */
  memory: Memory | null = null;
  percpu: Memory | null = null;
}
