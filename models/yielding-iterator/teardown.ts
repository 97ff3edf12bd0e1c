import type { Task } from "../../src/core/task.ts";
import { read_plain, READ_ONCE, write_plain } from "../../src/kernel/cell.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { GFP_KERNEL, kfree, kmalloc } from "../../src/kernel/slab.ts";
import { everybody_done } from "../../src/kernel/join.ts";
import { put_root } from "./roots.ts";
import type { Vm } from "./state.ts";
import type { Table } from "./table.ts";

/** The mm goes: `kvm_free_stage2_pgd` for each MMU, detached under mmu_lock and freed without it. */
export function* flush_shadow_all(vm: Vm): Task {
  vm.isExiting = true;
  for (const { pgt } of vm.mmus) {
    yield* write_lock(vm.mmu_lock);
    const table = yield* read_plain(pgt);
    if (table !== null) {
      yield* write_plain(pgt, null);
    }
    yield* write_unlock(vm.mmu_lock);
    if (table !== null) {
      yield* kfree(vm.memory, table.memory);
    }
  }
}

/** debugfs: `kvm_ptdump_guest_show` (ptdump.c). */
export function* ptdump(vm: Vm): Task {
  const { knobs, mmu_lock, memory } = vm;
  const [{ pgt }] = vm.mmus as readonly [Vm["mmus"][number]];
  if (knobs.ptdump === "unlocked") {
    yield* dump(yield* READ_ONCE(pgt));
    return;
  }
  yield* read_lock(mmu_lock);
  yield* dump(yield* read_plain(pgt));
  if (knobs.ptdump === "lockedAndSleeping") {
    yield* kfree(memory, yield* kmalloc(memory, "the output's buffer", GFP_KERNEL));
  }
  yield* read_unlock(mmu_lock);
}

function* dump(table: Table | null): Task {
  for (const entry of table?.entries ?? []) {
    yield* READ_ONCE(entry);
  }
}

/** What is left when all is over. */
export function* destroy(vm: Vm): Task {
  yield* everybody_done(vm.mmu_lock);
  yield* flush_shadow_all(vm);
  for (const at of vm.loaded.keys()) {
    yield* unload(vm, at);
  }
}

/** A vCPU runs on another root from now on. */
export function* unload(vm: Vm, at: number): Task {
  const root = vm.loaded[at] ?? null;
  vm.loaded[at] = null;
  if (root !== null) {
    yield* write_lock(vm.mmu_lock);
    yield* put_root(vm, root);
    yield* write_unlock(vm.mmu_lock);
  }
}
