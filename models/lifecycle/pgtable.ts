import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, READ_ONCE, read_plain, WRITE_ONCE, write_plain } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { lockdep_assert_held_write } from "../../src/kernel/lockdep.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { cond_resched } from "../../src/kernel/sched.ts";
import { kfree } from "../../src/kernel/slab.ts";
import type { Memory } from "../../src/kernel/slab.ts";
import { BLOCKS } from "./state.ts";
import type { Kvm } from "./state.ts";

/** `struct kvm_pgtable` with its root: per block of the memslot a table page, or none while it is a block. */
export class Pgtable {
  readonly memory: Memory;
  readonly tables: readonly Cell<Memory | null>[];

  constructor(world: World, memory: Memory) {
    this.memory = memory;
    this.tables = Array.from({ length: BLOCKS }, (_, i) => cell<Memory | null>(world, "pgd", null, i));
    for (const entry of this.tables) {
      entry.owner = memory;
    }
  }

  get label(): string {
    return this.memory.label;
  }
}

/** `kvm_free_stage2_pgd` (mmu.c, 7.3.4), and as it was before 2017. */
export function* kvm_free_stage2_pgd(kvm: Kvm): Task {
  if (kvm.knobs.pgdFree === "freedThenCleared") {
    yield* free_then_clear(kvm);
    return;
  }
  if (kvm.knobs.pgdFree === "emptiedUnlocked") {
    const pgt = yield* READ_ONCE(kvm.pgt);
    if (pgt !== null) {
      yield* kvm_pgtable_stage2_unmap(kvm, pgt);
    }
  }
  const pgt = yield* detach_pgt(kvm);
  if (pgt !== null) {
    yield* kvm_stage2_destroy(kvm, pgt);
  }
}

/** Takes the tables out of the sight of those who hold mmu_lock. */
export function* detach_pgt(kvm: Kvm): Task<Pgtable | null> {
  const held = kvm.mmu_lock.writer === kvm.world.current;
  const takes = kvm.knobs.pgdLock === "taken" || (kvm.knobs.pgdLock === "variants" && !held);
  if (takes) {
    yield* write_lock(kvm.mmu_lock);
  } else {
    lockdep_assert_held_write(kvm.mmu_lock);
  }
  const pgt = yield* read_plain(kvm.pgt);
  if (pgt !== null) {
    yield* write_plain(kvm.pgt, null);
  }
  if (takes) {
    yield* write_unlock(kvm.mmu_lock);
  }
  return pgt;
}

/** As before 6c0d706b563a: unmapped under the lock, but freed before anybody is told, and without it. */
function* free_then_clear(kvm: Kvm): Task {
  const pgt = yield* READ_ONCE(kvm.pgt);
  if (pgt === null) {
    return;
  }
  yield* write_lock(kvm.mmu_lock);
  yield* kvm_pgtable_stage2_unmap(kvm, pgt);
  yield* write_unlock(kvm.mmu_lock);
  yield* kfree(kvm.memory, pgt.memory);
  yield* WRITE_ONCE(kvm.pgt, null);
}

/** In chunks, with `cond_resched` between them. */
export function* kvm_stage2_destroy(kvm: Kvm, pgt: Pgtable): Task {
  for (const entry of pgt.tables) {
    const table = yield* READ_ONCE(entry);
    if (table !== null) {
      yield* kfree(kvm.memory, table);
    }
  }
  yield* cond_resched(kvm.mmu_lock);
  yield* kfree(kvm.memory, pgt.memory);
}

/** Whether there was anything. */
export function* kvm_pgtable_stage2_unmap(kvm: Kvm, pgt: Pgtable): Task<boolean> {
  let hit = false;
  for (const entry of pgt.tables) {
    const table = yield* READ_ONCE(entry);
    if (table !== null) {
      yield* WRITE_ONCE(entry, null);
      yield* kfree(kvm.memory, table);
      hit = true;
    }
  }
  return hit;
}
