import type { Task } from "../../src/core/task.ts";
import { read_plain, write_plain } from "../../src/kernel/cell.ts";
import { ENOMEM } from "../../src/kernel/errno.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { GFP_KERNEL_ACCOUNT, kfree, kmalloc } from "../../src/kernel/slab.ts";
import type { Memory } from "../../src/kernel/slab.ts";
import { MmuArray, S2Mmu } from "./state.ts";
import type { Vm } from "./state.ts";

/** `kvm_vcpu_init_nested` (nested.c): one more vCPU, one more shadow MMU. */
export function* init(vm: Vm): Task {
  yield* mutex_lock(vm.config_lock);
  const size = yield* read_plain(vm.nested_mmus_size);
  const array = yield* read_plain(vm.nested_mmus);
  if (array !== null) {
    const err = yield* vm.knobs.growth === "fixed" ? add(vm, array, size) : grow(vm, array, size);
    vm.world.sometimes(err === 0 ? "the pool grew" : "the pool could not grow");
  }
  yield* mutex_unlock(vm.config_lock);
}

/** 33346f8960c7: the place is there, and what goes into it stays where it is. */
function* add(vm: Vm, array: MmuArray, size: number): Task<number> {
  const mmu = yield* alloc_mmu(vm, size);
  if (mmu === null) {
    return -ENOMEM;
  }
  yield* write_lock(vm.mmu_lock);
  yield* write_plain(array.mmus[size]!, mmu);
  yield* write_plain(vm.nested_mmus_size, size + 1);
  yield* write_unlock(vm.mmu_lock);
  return 0;
}

/** A larger array, as `kvrealloc` gives it where it has to move. */
function* grow(vm: Vm, old: MmuArray, size: number): Task<number> {
  const memory = yield* kmalloc(vm.memory, `nested_mmus ${vm.arrays++}`, GFP_KERNEL_ACCOUNT);
  if (memory === null) {
    return -ENOMEM;
  }
  if (vm.knobs.initOrder === "freeThenInit") {
    yield* kfree(vm.memory, old.memory);
  }
  const fresh = yield* vm.knobs.growth === "pointers" ? alloc_mmu(vm, size) : alloc_pgt(vm, memory, size);
  if (fresh === null) {
    yield* kfree(vm.memory, memory);
    return -ENOMEM;
  }
  yield* vm.knobs.growth === "realloc" ? swap_unlocked(vm, old, memory, fresh) : swap(vm, old, memory, fresh);
  if (vm.knobs.initOrder === "initThenFree" && vm.knobs.growth !== "realloc") {
    yield* kfree(vm.memory, old.memory);
  }
  return 0;
}

/** 70543358fa08: copied and swapped under mmu_lock. */
function* swap(vm: Vm, old: MmuArray, memory: Memory, fresh: S2Mmu): Task {
  yield* write_lock(vm.mmu_lock);
  yield* publish(vm, yield* copied(vm, old, memory, fresh));
  yield* write_unlock(vm.mmu_lock);
}

/** As it was before: the old array is gone before the new one is there. */
function* swap_unlocked(vm: Vm, old: MmuArray, memory: Memory, fresh: S2Mmu): Task {
  const array = yield* copied(vm, old, memory, fresh);
  yield* kfree(vm.memory, old.memory);
  yield* publish(vm, array);
}

/** Structs move with the array, what pointers lead to does not. */
function* copied(vm: Vm, old: MmuArray, memory: Memory, fresh: S2Mmu): Task<MmuArray> {
  const mmus: (S2Mmu | null)[] = [];
  for (const place of old.mmus) {
    const mmu = yield* read_plain(place);
    mmus.push(mmu === null || vm.knobs.growth === "pointers" ? mmu : new S2Mmu(vm.world, memory, mmu));
  }
  return new MmuArray(vm.world, memory, [...mmus, fresh]);
}

function* publish(vm: Vm, array: MmuArray): Task {
  yield* write_plain(vm.nested_mmus, array);
  yield* write_plain(vm.nested_mmus_size, array.mmus.length);
}

function* alloc_mmu(vm: Vm, number: number): Task<S2Mmu | null> {
  const memory = yield* kmalloc(vm.memory, `mmu ${number}`, GFP_KERNEL_ACCOUNT);
  if (memory === null) {
    return null;
  }
  const mmu = yield* alloc_pgt(vm, memory, number);
  if (mmu === null) {
    yield* kfree(vm.memory, memory);
  }
  return mmu;
}

/** `kvm_init_stage2_mmu` for an MMU that lies in `memory`. */
function* alloc_pgt(vm: Vm, memory: Memory, number: number): Task<S2Mmu | null> {
  const pgt = yield* kmalloc(vm.memory, `pgt ${number}`, GFP_KERNEL_ACCOUNT);
  return pgt === null ? null : new S2Mmu(vm.world, memory, pgt);
}
