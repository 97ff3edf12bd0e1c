import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain, WRITE_ONCE, write_plain } from "../../src/kernel/cell.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { everybody_done } from "../../src/kernel/join.ts";
import { for_each_rmap_spte, zap_page } from "./rmap.ts";
import { isLeaf } from "./spte.ts";
import type { Spte, SpteValue } from "./spte.ts";
import type { Vm } from "./state.ts";

/** `make_mmu_pages_available`: the oldest shadow pages go until one more may be used; it wants mmu_lock W. */
export function* make_mmu_pages_available(vm: Vm): Task {
  const [oldest, ...others] = yield* read_plain(vm.pages);
  if (oldest !== undefined && others.length + 1 >= vm.limit) {
    vm.world.sometimes("a shadow page was given up");
    yield* zap_page(vm, oldest);
  }
}

/**
 * A fault of the TDP MMU, under mmu_lock R: it needs no shadow page, but the guest may write to a table that has one, which goes
 * out of sync (`mmu_try_to_unsync_pages`).
 */
export function* tdp_fault(vm: Vm, { gfn }: Values): Task {
  yield* read_lock(vm.mmu_lock);
  if (vm.knobs.reclaim === "underAny") {
    yield* make_mmu_pages_available(vm);
  }
  yield* mmu_try_to_unsync_pages(vm, Number(gfn));
  yield* read_unlock(vm.mmu_lock);
}

function* mmu_try_to_unsync_pages(vm: Vm, gfn: number): Task {
  const { unsync, unsync_children, mmu_unsync_pages_lock: lock, knobs } = vm;
  if (yield* READ_ONCE(unsync[gfn]!)) {
    return;
  }
  if (knobs.unsync === "spinlock") {
    yield* spin_lock(lock);
  }
  if (!(yield* READ_ONCE(unsync[gfn]!))) {
    yield* WRITE_ONCE(unsync[gfn]!, true);
    yield* write_plain(unsync_children, (yield* read_plain(unsync_children)) + 1);
    vm.world.sometimes("a page went out of sync");
  }
  if (knobs.unsync === "spinlock") {
    yield* spin_unlock(lock);
  }
}

/** A notifier takes a gfn: every leaf that the reverse map has for it; the host writes the page back if it is dirty, and drops it. */
export function* unmap(vm: Vm, { gfn }: Values): Task {
  yield* write_lock(vm.mmu_lock);
  yield* for_each_rmap_spte(vm, Number(gfn), (_spte, old) => (isLeaf(old) ? null : old));
  yield* write_plain(vm.rmaps[Number(gfn)]!, []);
  vm.world.emit("page_dropped", { gfn: Number(gfn) });
  vm.host_dirty[Number(gfn)]!.peek = false;
  vm.unsaved.delete(Number(gfn));
  yield* write_unlock(vm.mmu_lock);
  vm.world.sometimes("a notifier used the reverse map");
}

/** The VMM takes the dirty log: what is logged is cleared, and whoever writes it again shows up again. */
export function* get_dirty_log(vm: Vm): Task {
  yield* write_lock(vm.mmu_lock);
  for (const [gfn, bit] of vm.dirty.entries()) {
    if (yield* READ_ONCE(bit)) {
      yield* WRITE_ONCE(bit, false);
      yield* for_each_rmap_spte(vm, gfn, (spte, old) => cleared(vm, spte, old));
      vm.written.delete(gfn);
      vm.world.sometimes("a dirty log was taken");
    }
  }
  yield* write_unlock(vm.mmu_lock);
}

function cleared({ pages, knobs }: Vm, spte: Spte, old: SpteValue): SpteValue {
  if (!isLeaf(old)) {
    return old;
  }
  const isL1 = pages.peek.some((sp) => sp.isDirect && sp.sptes.includes(spte));
  return isL1 || knobs.clearDirty === "clearBit" ? { ...old, d: false } : { ...old, w: false };
}

/** Memory is short: the oldest shadow page goes. */
export function* shrink(vm: Vm): Task {
  yield* write_lock(vm.mmu_lock);
  const [oldest] = yield* read_plain(vm.pages);
  if (oldest !== undefined) {
    yield* zap_page(vm, oldest);
  }
  yield* write_unlock(vm.mmu_lock);
}

/** When all is over. */
export function* destroy(vm: Vm): Task {
  yield* everybody_done(vm.mmu_lock);
  while (vm.pages.peek.length > 0) {
    yield* shrink(vm);
  }
}
