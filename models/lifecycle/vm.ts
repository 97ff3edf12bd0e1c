import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { READ_ONCE, WRITE_ONCE, write_plain } from "../../src/kernel/cell.ts";
import { ENOMEM } from "../../src/kernel/errno.ts";
import { GFP_KERNEL_ACCOUNT, kfree, kmalloc, Memory } from "../../src/kernel/slab.ts";
import { srcu_read_lock, srcu_read_unlock, synchronize_srcu } from "../../src/kernel/srcu.ts";
import { kvm_mmu_notifier_release } from "./flush.ts";
import { kvm_mmu_free_memory_cache } from "./memory-cache.ts";
import { free_nested_mmus, NestedMmus } from "./nested-mmus.ts";
import { kvm_free_stage2_pgd, Pgtable } from "./pgtable.ts";
import { Kvm } from "./state.ts";
import type { Machine } from "./state.ts";
import { wait_for_users } from "./users.ts";

/** What the VM of the scenario has when the tasks begin; with `nested`, a shadow MMU too. */
export function born(kvm: Kvm, nested: boolean): void {
  const { world, knobs } = kvm;
  kvm.pgt.peek = new Pgtable(world, allocated(world, "pgt"));
  kvm.hashed.peek = true;
  kvm.handle.peek = knobs.handle === "reserved" ? 1 : 0;
  if (nested) {
    kvm.nested_mmus.peek = new NestedMmus(world, allocated(world, "nested_mmus"), allocated(world, "the shadow's pgt"));
  }
}

function allocated(world: World, label: string): Memory {
  const memory = new Memory(label);
  world.allocations.add(memory);
  return memory;
}

/** `exit_mmap` of the process that made the VM: `__mmu_notifier_release` (mm/mmu_notifier.c) calls whoever is in the list. */
export function* exit_mmap({ kvm, knobs, ioctls }: Machine): Task {
  if (knobs.ioctls === "excluded") {
    yield* wait_for_users(ioctls);
  }
  yield* srcu_read_lock(kvm.srcu);
  if (yield* READ_ONCE(kvm.hashed)) {
    yield* kvm_mmu_notifier_release(kvm);
    yield* WRITE_ONCE(kvm.hashed, false);
  }
  yield* srcu_read_unlock(kvm.srcu);
  yield* synchronize_srcu(kvm.srcu);
}

/** Whoever has the VM's file last closes it. */
export function* last_close({ kvm, ioctls }: Machine): Task {
  yield* wait_for_users(ioctls);
  yield* kvm_destroy_vm(kvm);
}

/** kvm_main.c. `mmu_notifier_unregister` calls `release` too, where the mm has not gone before. */
function* kvm_destroy_vm(kvm: Kvm): Task {
  yield* srcu_read_lock(kvm.srcu);
  const hashed = yield* READ_ONCE(kvm.hashed);
  if (hashed) {
    yield* kvm_mmu_notifier_release(kvm);
  }
  yield* srcu_read_unlock(kvm.srcu);
  if (hashed) {
    yield* WRITE_ONCE(kvm.hashed, false);
  }
  yield* synchronize_srcu(kvm.srcu);
  yield* kvm_arch_destroy_vm(kvm);
}

function* kvm_arch_destroy_vm(kvm: Kvm): Task {
  const { destroyFrees, cacheFree, nestedFree } = kvm.knobs;
  if (destroyFrees === "yes") {
    yield* kvm_free_stage2_pgd(kvm);
  }
  if (kvm.split_page_cache.nobjs.peek > 0) {
    kvm.world.sometimes("the split cache outlived the tables");
  }
  if (cacheFree === "destroy") {
    yield* kvm_mmu_free_memory_cache(kvm.memory, kvm.split_page_cache);
  }
  if (nestedFree === "inDestroy") {
    yield* free_nested_mmus(kvm);
  }
}

/** Another VM is made, and closed again if that works: every step of it may fail. */
export function* create_vm(machine: Machine): Task {
  const kvm = new Kvm(machine);
  const err = yield* kvm_arch_init_vm(kvm);
  if (err !== 0) {
    yield* kvm_free_stage2_pgd(kvm);
  } else if (yield* mmu_notifier_register(kvm)) {
    yield* kvm_destroy_vm(kvm);
  } else {
    machine.world.sometimes("a VM could not be registered");
    yield* kvm_arch_destroy_vm(kvm);
  }
}

function* kvm_arch_init_vm(kvm: Kvm): Task<number> {
  const memory = yield* kmalloc(kvm.memory, "the new VM's pgt", GFP_KERNEL_ACCOUNT);
  if (memory === null) {
    return -ENOMEM;
  }
  yield* write_plain(kvm.pgt, new Pgtable(kvm.world, memory));
  const ran = yield* kmalloc(kvm.memory, "last_vcpu_ran", GFP_KERNEL_ACCOUNT);
  if (ran === null) {
    yield* kfree(kvm.memory, memory);
    if (kvm.knobs.failedInit === "cleared") {
      yield* write_plain(kvm.pgt, null);
    }
    return -ENOMEM;
  }
  yield* kfree(kvm.memory, ran);
  return 0;
}

function* mmu_notifier_register(kvm: Kvm): Task<boolean> {
  const list = yield* kmalloc(kvm.memory, "the mm's list of notifiers", GFP_KERNEL_ACCOUNT);
  if (list === null) {
    return false;
  }
  yield* WRITE_ONCE(kvm.hashed, true);
  yield* kfree(kvm.memory, list);
  return true;
}
