import type { Task } from "../../../src/core/task.ts";
import { mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { kfree } from "../../../src/kernel/slab.ts";
import { synchronize_srcu } from "../../../src/kernel/srcu.ts";
import { clear_bits, copy_bits, DirtyBitmap, maskOf, take_bits } from "./dirty-bitmap.ts";
import { kvm_swap_dirty_bitmap, slotRange } from "./memslots.ts";
import type { Memslots } from "./memslots.ts";
import type { UnloggedWrites } from "../spec/unlogged.ts";
import type { Kvm } from "../state.ts";
import { enable_log_dirty_pt_masked, protect_slot } from "../mmu/write-protect.ts";

/** How the VMM has set up KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2. */
export const LOG_MODES = [0, 1, 2];
/** CLEAR_DIRTY_LOG clears and protects, not GET_DIRTY_LOG. */
const MANUAL = 1;
/** And all pages count as dirty at the beginning. */
const INITIALLY_SET = 2;

/** Before any task runs: nothing is mapped that would have to lose a right. */
export function log_from_the_beginning(memslots: Memslots, unlogged: UnloggedWrites): void {
  memslots.bitmaps = memslots.states.map((_, slot) => new DirtyBitmap(memslots.world, slot, 0));
  memslots.states.forEach((_, slot) => unlogged.start(slotRange(memslots, slot)));
}

/** The VMM begins or ends to log, slot by slot. */
export function* set_dirty_logging(kvm: Kvm, on: boolean): Task {
  for (let slot = 0; slot < kvm.memslots.states.length; slot++) {
    yield* kvm_set_memslot_flags(kvm, slot, on);
  }
}

/** It takes the log of each slot, and sends the pages that are in it. */
export function* sync_dirty_log(kvm: Kvm): Task {
  for (let slot = 0; slot < kvm.memslots.states.length; slot++) {
    yield* sync_slot(kvm, slot);
  }
}

/**
 * KVM_SET_USER_MEMORY_REGION that only changes KVM_MEM_LOG_DIRTY_PAGES (`kvm_set_memslot`, kvm_main.c;
 * `kvm_arch_commit_memory_region`, mmu.c, 7.3.4). Leaves lose the right to write when nobody goes by the old slot any more.
 */
function* kvm_set_memslot_flags(kvm: Kvm, slot: number, on: boolean): Task {
  const { memslots, srcu, mmu_lock, unlogged } = kvm;
  yield* mutex_lock(kvm.slots_lock);
  const old = memslots.bitmaps[slot] ?? null;
  if (memslots.states[slot] === "valid" && on !== (old !== null)) {
    const range = slotRange(memslots, slot);
    const initial = kvm.log_mode === INITIALLY_SET ? maskOf(range) : 0;
    if (!on) {
      unlogged!.stop(range);
    }
    yield* kvm_swap_dirty_bitmap(memslots, slot, on ? new DirtyBitmap(kvm.world, slot, initial) : null);
    if (kvm.mutant !== "no-srcu-sync") {
      yield* synchronize_srcu(srcu);
    }
    if (on && kvm.log_mode !== INITIALLY_SET) {
      yield* write_lock(mmu_lock);
      yield* protect_slot(kvm, range);
      yield* write_unlock(mmu_lock);
    }
    if (on) {
      unlogged!.start(range);
    } else {
      yield* kfree(kvm.allocator, old!.memory);
    }
  }
  yield* mutex_unlock(kvm.slots_lock);
}

function* sync_slot(kvm: Kvm, slot: number): Task {
  const isManual = kvm.log_mode >= MANUAL;
  const dirty = yield* kvm_vm_ioctl_get_dirty_log(kvm, slot, isManual);
  if (isManual && dirty !== 0) {
    yield* kvm_vm_ioctl_clear_dirty_log(kvm, slot, dirty);
  }
  if (dirty !== 0) {
    kvm.unlogged!.sent(dirty);
    kvm.world.sometimes("a dirty log was taken");
  }
}

/** `kvm_get_dirty_log_protect` (kvm_main.c, 7.3.4): where CLEAR_DIRTY_LOG clears, a copy without mmu_lock. */
function* kvm_vm_ioctl_get_dirty_log(kvm: Kvm, slot: number, isManual: boolean): Task<number> {
  let dirty = 0;
  yield* mutex_lock(kvm.slots_lock);
  const bitmap = kvm.memslots.bitmaps[slot] ?? null;
  if (bitmap !== null && isManual) {
    dirty = yield* copy_bits(bitmap);
  } else if (bitmap !== null) {
    yield* write_lock(kvm.mmu_lock);
    dirty = yield* take_bits(bitmap);
    if (dirty !== 0 && kvm.mutant !== "no-protect-at-get") {
      yield* enable_log_dirty_pt_masked(kvm, dirty);
    }
    yield* write_unlock(kvm.mmu_lock);
  }
  yield* mutex_unlock(kvm.slots_lock);
  return dirty;
}

/** `kvm_clear_dirty_log_protect` (kvm_main.c, 7.3.4). */
function* kvm_vm_ioctl_clear_dirty_log(kvm: Kvm, slot: number, dirty: number): Task {
  yield* mutex_lock(kvm.slots_lock);
  const bitmap = kvm.memslots.bitmaps[slot] ?? null;
  if (bitmap !== null) {
    yield* write_lock(kvm.mmu_lock);
    const cleared = dirty & (yield* clear_bits(bitmap, dirty));
    if (cleared !== 0) {
      yield* enable_log_dirty_pt_masked(kvm, cleared);
    }
    yield* write_unlock(kvm.mmu_lock);
  }
  yield* mutex_unlock(kvm.slots_lock);
}
