import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { count } from "./counter.ts";
import { replace } from "./host.ts";
import { gfn_to_pfn_cache_invalidate_start } from "./pfn-cache.ts";
import type { Root, Vm } from "./state.ts";

/** The host changes what is behind a page, between the notifier's start and its end (kvm_main.c, 7.3.4). */
export function* invalidate(vm: Vm, { page }: Values): Task {
  yield* kvm_mmu_notifier_invalidate_range_start(vm, Number(page));
  yield* replace(vm, Number(page));
  yield* kvm_mmu_notifier_invalidate_range_end(vm, Number(page));
}

function* kvm_mmu_notifier_invalidate_range_start(vm: Vm, page: number): Task {
  yield* count_active(vm, 1);
  if (page === 0) {
    yield* gfn_to_pfn_cache_invalidate_start(vm);
  }
  if (yield* has_slot(vm, page)) {
    yield* write_lock(vm.mmu_lock);
    yield* count(vm.in_progress, 1);
    for (const root of vm.roots) {
      yield* unmap(vm, root, page);
    }
    yield* write_unlock(vm.mmu_lock);
  }
  const frame = vm.ptes[page]!.peek;
  vm.gone.add(frame);
  vm.world.emit("notifier_return", { page, frame });
}

function* kvm_mmu_notifier_invalidate_range_end(vm: Vm, page: number): Task {
  if (yield* has_slot(vm, page)) {
    yield* write_lock(vm.mmu_lock);
    yield* count(vm.seq, 1);
    yield* count(vm.in_progress, -1);
    yield* write_unlock(vm.mmu_lock);
  }
  yield* count_active(vm, -1);
}

/** mmu_lock is only taken, and the invalidation only counted, for pages that have a slot. */
function* has_slot({ slots, slotsChange }: Vm, page: number): Task<boolean> {
  return !slotsChange || (yield* READ_ONCE(slots[page]!)) !== "gone";
}

function* count_active({ mn_active, mn_invalidate_lock: lock, slotsChange }: Vm, by: 1 | -1): Task {
  if (slotsChange) {
    yield* spin_lock(lock);
  }
  yield* count(mn_active, by);
  if (slotsChange) {
    yield* spin_unlock(lock);
  }
}

/** A root that nobody has any more takes no step. */
function* unmap(vm: Vm, root: Root, page: number): Task {
  if (root.isDone || root.leaves[page]!.peek === null) {
    return;
  }
  if (vm.knobs.givenUp === "skipped" && !(yield* READ_ONCE(root.valid))) {
    return;
  }
  yield* WRITE_ONCE(root.leaves[page]!, null);
  vm.world.sometimes("a notifier hit a leaf");
}
