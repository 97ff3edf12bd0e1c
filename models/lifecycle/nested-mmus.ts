import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, READ_ONCE, read_plain, write_plain } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kfree } from "../../src/kernel/slab.ts";
import type { Memory } from "../../src/kernel/slab.ts";
import { kvfree } from "./memory-cache.ts";
import type { Kvm } from "./state.ts";

/** `kvm->arch.nested_mmus`: an array of one shadow MMU, which has tables of its own. */
export class NestedMmus {
  readonly memory: Memory;
  readonly pgt: Cell<Memory | null>;

  constructor(world: World, memory: Memory, tables: Memory) {
    this.memory = memory;
    this.pgt = cell<Memory | null>(world, "nested_mmus[0].pgt", tables);
    this.pgt.owner = memory;
  }

  get label(): string {
    return this.memory.label;
  }
}

/** What a notifier does with it: mmu_lock is held for write. */
export function* kvm_nested_s2_unmap(kvm: Kvm): Task {
  const array = yield* READ_ONCE(kvm.nested_mmus);
  if (array !== null) {
    yield* READ_ONCE(array.pgt);
  }
}

/** As in `kvm_arch_flush_shadow_all` until 2026: no lock of its own. */
export function* free_nested_mmus(kvm: Kvm): Task {
  const array = yield* read_plain(kvm.nested_mmus);
  if (array !== null) {
    yield* free_array(kvm, array);
    yield* write_plain(kvm.nested_mmus, null);
  }
}

/** Out of sight under mmu_lock, which the caller may hold already; freed without it. */
export function* detach_nested_mmus(kvm: Kvm, locked: boolean): Task<NestedMmus | null> {
  if (!locked) {
    yield* write_lock(kvm.mmu_lock);
  }
  const array = yield* read_plain(kvm.nested_mmus);
  if (array !== null) {
    yield* write_plain(kvm.nested_mmus, null);
  }
  if (!locked) {
    yield* write_unlock(kvm.mmu_lock);
  }
  return array;
}

export function* free_array(kvm: Kvm, array: NestedMmus): Task {
  const tables = yield* READ_ONCE(array.pgt);
  yield* kfree(kvm.memory, tables);
  yield* kvfree(kvm.memory, array);
}
