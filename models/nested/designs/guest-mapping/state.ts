import type { World } from "../../../../src/core/world.ts";
import { cell } from "../../../../src/kernel/cell.ts";
import type { Cell } from "../../../../src/kernel/cell.ts";
import { RbNode, RbRoot } from "../../../../src/kernel/rbtree.ts";
import type { Memory } from "../../../../src/kernel/slab.ts";
import { Spinlock } from "../../../../src/kernel/spinlock.ts";
import type { Kvm, ShadowMmu, Vcpu } from "../../state.ts";
import type { GuestMappingKnobs } from "./knobs.ts";

/** What L1 maps as one: nested `[nested, nested + size)` to `[canonical, canonical + size)`. */
export interface Mapping {
  readonly canonical: number;
  readonly nested: number;
  readonly size: number;
}

/** `struct kvm_guest_s2_mapping`; only the name is known. */
export class GuestS2Mapping extends RbNode<GuestS2Mapping> implements Mapping {
  readonly memory: Memory;
  readonly canonical: number;
  readonly nested: number;
  readonly size: number;

  constructor(world: World, memory: Memory, { canonical, nested, size }: Mapping) {
    super(world, memory.label, canonical);
    this.memory = memory;
    this.owner = memory;
    this.canonical = canonical;
    this.nested = nested;
    this.size = size;
  }
}

/** Added to `struct kvm_s2_mmu`: nodes by canonical address, which may overlap. */
export class GuestMappings {
  readonly knobs: GuestMappingKnobs;
  readonly root: RbRoot<GuestS2Mapping>;
  readonly lock: Spinlock;
  /** A mapping has no node. Set under mmu_lock R, reset under W. */
  readonly broken: Cell<boolean>;
  /** It was set since the unmaps of everything that are under way began; under mmu_lock. */
  broken_again = false;
  /** Unmaps of everything, and TLBIs by address, that are under way in this shadow; under mmu_lock W. */
  full_unmaps = 0;
  tlbis = 0;
  /** Memory for a node that each vCPU has at hand, topped up without a lock. */
  readonly spare = new Map<Vcpu, Memory>();

  constructor({ world }: Kvm, { index }: ShadowMmu, knobs: GuestMappingKnobs) {
    this.knobs = knobs;
    this.root = new RbRoot<GuestS2Mapping>(world, "guest_s2_mappings", index);
    this.lock = new Spinlock(world, "guest_s2_lock", index);
    this.broken = cell(world, "guest_s2_broken", false, index);
  }
}
