import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain, write_plain } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kfree } from "../../src/kernel/slab.ts";
import { everybody_done } from "../../src/kernel/join.ts";
import { exit_mm } from "./mm.ts";
import { INVALID } from "./state.ts";
import type { S2Mmu, Vm } from "./state.ts";
import { all_mmus, put } from "./vcpu.ts";

/** The mm goes: `kvm_arch_flush_shadow_all` frees the tables of every shadow, each of which it marks as nobody's. */
export function* exit_mmap(vm: Vm): Task {
  yield* exit_mm(vm.mm);
  yield* write_lock(vm.mmu_lock);
  const mmus = yield* all_mmus(vm);
  for (const mmu of mmus) {
    yield* free_tables(vm, mmu);
  }
  const array = vm.knobs.structFree === "flush" ? yield* read_plain(vm.nested_mmus) : null;
  if (array !== null) {
    yield* write_plain(vm.nested_mmus, null);
    yield* write_plain(vm.nested_mmus_size, 0);
  }
  yield* write_unlock(vm.mmu_lock);
  if (array !== null) {
    yield* free_structs(vm, mmus);
    yield* kfree(vm.memory, array.memory);
  }
}

function* free_tables(vm: Vm, mmu: S2Mmu): Task {
  const pgt = yield* READ_ONCE(mmu.pgt);
  if (pgt !== null) {
    yield* write_plain(mmu.pgt, null);
    yield* kfree(vm.memory, pgt);
  }
  if (vm.knobs.freedKey === "invalid") {
    yield* write_plain(mmu.key, INVALID);
  }
}

/** Those that do not lie in the array. */
function* free_structs(vm: Vm, mmus: readonly S2Mmu[]): Task {
  if (vm.knobs.growth === "fixed" || vm.knobs.growth === "pointers") {
    for (const { memory } of mmus) {
      yield* kfree(vm.memory, memory);
    }
  }
}

/** `kvm_destroy_nested`, when the last vCPU is gone. */
export function* destroy(vm: Vm): Task {
  yield* everybody_done(vm.mmu_lock);
  for (const vcpu of vm.hw_mmu.keys()) {
    yield* put(vm, {}, vcpu);
  }
  const mmus = yield* all_mmus(vm);
  for (const mmu of mmus) {
    yield* free_tables(vm, mmu);
  }
  yield* free_structs(vm, mmus);
  yield* kfree(vm.memory, (yield* read_plain(vm.nested_mmus))?.memory ?? null);
}
