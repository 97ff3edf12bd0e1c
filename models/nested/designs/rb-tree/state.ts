import type { Task } from "../../../../src/core/task.ts";
import type { World } from "../../../../src/core/world.ts";
import { cell } from "../../../../src/kernel/cell.ts";
import type { Cell } from "../../../../src/kernel/cell.ts";
import { RbNode, RbRoot } from "../../../../src/kernel/rbtree.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../../../src/kernel/rwlock.ts";
import type { Memory } from "../../../../src/kernel/slab.ts";
import { spin_lock, spin_unlock, Spinlock } from "../../../../src/kernel/spinlock.ts";
import type { Mapped } from "../is-mapped.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import type { RbKnobs } from "./knobs.ts";

/** `struct mapipa_node`; nothing in it changes once a tree has it. */
export class MapipaNode extends RbNode<MapipaNode> {
  readonly memory: Memory;
  readonly ipa: number;
  readonly shadow_ipa: number;
  readonly size: number;

  constructor(world: World, memory: Memory, { canonical, nested_ipa, size }: Mapped) {
    super(world, memory.label, canonical);
    this.memory = memory;
    this.owner = memory;
    this.ipa = canonical;
    this.shadow_ipa = nested_ipa;
    this.size = size;
  }
}

/** What the patch adds to `struct kvm_s2_mmu`, and what a map that may be incomplete needs besides. */
export class MapipaTree {
  readonly knobs: RbKnobs;
  readonly nested_mapipa_root: RbRoot<MapipaNode>;
  readonly lock: RwLock | Spinlock | null;
  readonly broken: Cell<boolean>;
  /** Unmaps of everything, and TLBIs by address, that are under way in this shadow; under kvm->mmu_lock W. */
  full_unmaps = 0;
  tlbis = 0;
  /** The records were dropped and the leaves were not all taken out yet; under kvm->mmu_lock W. */
  untracked = false;

  constructor({ world }: Kvm, { index }: ShadowMmu, knobs: RbKnobs) {
    this.knobs = knobs;
    this.nested_mapipa_root = new RbRoot<MapipaNode>(world, "nested_mapipa_root", index);
    this.lock = lockFor(world, knobs, index);
    this.broken = cell(world, "nested_mapipa_broken", false, index);
  }
}

function lockFor(world: World, { treeLock }: RbKnobs, index: number): RwLock | Spinlock | null {
  switch (treeLock) {
    case "mmu_lock":
      return new RwLock(world, "mmu_lock", index);
    case "ma_lock":
      return new Spinlock(world, "nested_mapipa.ma_lock", index);
    case "none":
      return null;
    default:
      return treeLock satisfies never;
  }
}

export function* tree_read_lock({ lock }: MapipaTree): Task {
  if (lock !== null) {
    yield* lock instanceof RwLock ? read_lock(lock) : spin_lock(lock);
  }
}

export function* tree_read_unlock({ lock }: MapipaTree): Task {
  if (lock !== null) {
    yield* lock instanceof RwLock ? read_unlock(lock) : spin_unlock(lock);
  }
}

export function* tree_write_lock({ lock }: MapipaTree): Task {
  if (lock !== null) {
    yield* lock instanceof RwLock ? write_lock(lock) : spin_lock(lock);
  }
}

export function* tree_write_unlock({ lock }: MapipaTree): Task {
  if (lock !== null) {
    yield* lock instanceof RwLock ? write_unlock(lock) : spin_unlock(lock);
  }
}
