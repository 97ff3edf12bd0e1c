import type { Task } from "../../../src/core/task.ts";
import { mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { synchronize_srcu } from "../../../src/kernel/srcu.ts";
import { kfree } from "../../../src/kernel/slab.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import { kvm_unmap_gfn_range } from "../mmu/canonical.ts";
import { kvm_gmem_unbind } from "./gmem.ts";
import { kvm_swap_active_memslots, slotRange } from "./memslots.ts";
import type { Kvm } from "../state.ts";

/** Nobody goes by the slot any more; what it logged is of no interest. */
function* free_bitmap({ memslots, allocator, unlogged }: Kvm, slot: number, range: IpaRange): Task {
  const bitmap = memslots.bitmaps[slot] ?? null;
  if (bitmap !== null) {
    unlogged?.stop(range);
    memslots.bitmaps = memslots.bitmaps.with(slot, null);
    yield* kfree(allocator, bitmap.memory);
  }
}

/** The VMM deletes a memslot (`kvm_set_memslot`, kvm_main.c, 7.3.4). */
export function* delete_memslot(kvm: Kvm, slot: number): Task {
  yield* mutex_lock(kvm.slots_lock);
  if (kvm.memslots.states[slot] === "valid") {
    yield* kvm_invalidate_memslot(kvm, slot);
    yield* kvm_swap_active_memslots(kvm.memslots, slot, "gone");
    yield* synchronize_srcu(kvm.srcu);
    yield* free_memslot(kvm, slot);
  }
  yield* mutex_unlock(kvm.slots_lock);
}

/**
 * `kvm_invalidate_memslot` (kvm_main.c) and `kvm_arch_flush_shadow_memslot` (mmu.c, 7.3.4): marked invalid, readers waited
 * for, unmapped without in_progress.
 */
export function* kvm_invalidate_memslot(kvm: Kvm, slot: number): Task {
  const range = slotRange(kvm.memslots, slot);
  yield* kvm_swap_active_memslots(kvm.memslots, slot, "invalid");
  if (kvm.mutant !== "no-srcu-sync") {
    yield* synchronize_srcu(kvm.srcu);
  }
  yield* write_lock(kvm.mmu_lock);
  yield* kvm_unmap_gfn_range(kvm, range, true, true);
  yield* write_unlock(kvm.mmu_lock);
  kvm.ghost.slotGone(slot, range);
  kvm.world.emit("notifier_return", { range, source: "memslot" });
}

/** What is left of a slot at a place where nobody finds it any more. */
export function* free_memslot(kvm: Kvm, slot: number): Task {
  if (kvm.gmem !== null) {
    yield* kvm_gmem_unbind(kvm.gmem, slot);
  }
  yield* free_bitmap(kvm, slot, slotRange(kvm.memslots, slot));
  if (kvm.reverse_map.memslot_freed !== undefined) {
    yield* kvm.reverse_map.memslot_freed(kvm, slot);
  }
}
