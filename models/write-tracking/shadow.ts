import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import type { Vm } from "./state.ts";
import { load, smp_mb, store } from "./store-buffers.ts";
import type { StoreBuffer } from "./store-buffers.ts";

/** A lock is a full barrier, and what was stored before is in memory when it is dropped. */
export function* lock_mmu(vm: Vm, cpu: StoreBuffer): Task {
  yield* smp_mb(cpu);
  yield* spin_lock(vm.mmu_lock);
}

export function* unlock_mmu(vm: Vm, cpu: StoreBuffer): Task {
  yield* smp_mb(cpu);
  yield* spin_unlock(vm.mmu_lock);
}

/** `kvm_mmu_get_shadow_page` for a table without one: counted, write-protected, filled. */
export function* shadow_table(vm: Vm, cpu: StoreBuffer): Task {
  if (vm.knobs.fill === "beforeProtect") {
    yield* fill(vm, cpu);
  }
  yield* account_shadowed(vm, cpu);
  if (vm.knobs.fill === "afterProtect") {
    yield* fill(vm, cpu);
  }
  yield* WRITE_ONCE(vm.shadowed, true);
  vm.world.sometimes("a table was shadowed");
}

/** The counter that writers ask without the lock, and the write protection, flushed. */
function* account_shadowed(vm: Vm, cpu: StoreBuffer): Task {
  const { indirect_shadow_pages, knobs, writable } = vm;
  yield* store(cpu, indirect_shadow_pages, (yield* load(cpu, indirect_shadow_pages)) + 1);
  if (knobs.barriers === "both") {
    yield* smp_mb(cpu);
  }
  yield* WRITE_ONCE(writable, false);
}

function* fill(vm: Vm, cpu: StoreBuffer): Task {
  for (const { gpte, spte } of vm.entries) {
    yield* WRITE_ONCE(spte, yield* load(cpu, gpte));
  }
}

/** `kvm_mmu_prepare_zap_page`: memory is short, or somebody wants to write to the table. */
export function* unshadow(vm: Vm, _args: unknown, task: number): Task {
  const cpu = vm.buffers[task]!;
  yield* lock_mmu(vm, cpu);
  if (yield* READ_ONCE(vm.shadowed)) {
    yield* WRITE_ONCE(vm.linked, false);
    for (const { spte } of vm.entries) {
      yield* WRITE_ONCE(spte, 0);
    }
    yield* WRITE_ONCE(vm.shadowed, false);
    yield* WRITE_ONCE(vm.unsync, false);
    yield* WRITE_ONCE(vm.writable, true);
    yield* store(cpu, vm.indirect_shadow_pages, 0);
  }
  yield* unlock_mmu(vm, cpu);
  cpu.commands--;
}

/** `kvm_sync_page`: the shadow of a table that the guest writes to by itself is made from it anew. */
export function* sync(vm: Vm, cpu: StoreBuffer): Task {
  for (const { gpte, spte } of vm.entries) {
    yield* WRITE_ONCE(spte, yield* load(cpu, gpte));
  }
}
