import type { Task } from "../../src/core/task.ts";
import { atomic_dec, atomic_inc } from "../../src/kernel/atomic.ts";
import { READ_ONCE, read_plain, write_plain } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { mmget_not_zero, mmput } from "./mm.ts";
import { INVALID } from "./state.ts";
import type { S2Mmu, Vm } from "./state.ts";

/** KVM_RUN: loads the shadow of a guest and runs on it; it is scheduled out, or another one is loaded, later. */
export function* run(vm: Vm, { guest }: Values, vcpu: number): Task {
  if (!(yield* mmget_not_zero(vm.mm))) {
    return;
  }
  yield* put(vm, {}, vcpu);
  const mmu = yield* kvm_vcpu_load_hw_mmu(vm, Number(guest) + 1, vcpu);
  if (mmu !== null && (yield* READ_ONCE(mmu.pgt)) === null) {
    vm.world.emit("oops", `${mmu.label} is run on without tables`);
  }
  yield* mmput(vm.mm);
}

/** nested.c: the MMU of that key, or one that nobody uses. */
function* kvm_vcpu_load_hw_mmu(vm: Vm, key: number, vcpu: number): Task<S2Mmu | null> {
  yield* write_lock(vm.mmu_lock);
  const mmu = yield* get_s2_mmu_nested(vm, key);
  if (mmu !== null) {
    yield* atomic_inc(mmu.refcnt);
    vm.hw_mmu[vcpu] = mmu;
    vm.world.sometimes("a shadow was loaded");
  }
  yield* write_unlock(vm.mmu_lock);
  return mmu;
}

function* get_s2_mmu_nested(vm: Vm, key: number): Task<S2Mmu | null> {
  let unused: S2Mmu | null = null;
  for (const mmu of yield* all_mmus(vm)) {
    if ((yield* READ_ONCE(mmu.key)) === key) {
      return mmu;
    }
    unused ??= (yield* READ_ONCE(mmu.refcnt)) === 0 ? mmu : null;
  }
  if (unused !== null) {
    yield* write_plain(unused.key, key);
  }
  return unused;
}

/** One step for the pointer, one for the size, one for each place. */
export function* all_mmus(vm: Vm): Task<S2Mmu[]> {
  const array = yield* read_plain(vm.nested_mmus);
  const size = yield* read_plain(vm.nested_mmus_size);
  const mmus: S2Mmu[] = [];
  for (const place of array?.mmus.slice(0, size) ?? []) {
    const mmu = yield* read_plain(place);
    if (mmu !== null) {
      mmus.push(mmu);
    }
  }
  return mmus;
}

/** `kvm_vcpu_put_hw_mmu`: the vCPU is scheduled out, which asks nobody whether the mm is still there. */
export function* put(vm: Vm, _args: unknown, vcpu: number): Task {
  const mmu = vm.hw_mmu[vcpu] ?? null;
  if (mmu !== null) {
    vm.hw_mmu[vcpu] = null;
    yield* atomic_dec(mmu.refcnt);
  }
}

/** A notifier takes everything out of every shadow (`kvm_nested_s2_unmap`). */
export function* unmap(vm: Vm): Task {
  yield* write_lock(vm.mmu_lock);
  for (const mmu of yield* all_mmus(vm)) {
    if ((yield* READ_ONCE(mmu.key)) !== INVALID) {
      vm.world.sometimes("a notifier came to a shadow");
      if ((yield* READ_ONCE(mmu.pgt)) === null) {
        vm.world.emit("oops", `${mmu.label} is unmapped without tables`);
      }
    }
  }
  yield* write_unlock(vm.mmu_lock);
}
