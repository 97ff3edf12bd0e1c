import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { refcount_dec_and_test, refcount_inc_not_zero } from "../../src/kernel/refcount.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kfree } from "../../src/kernel/slab.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { resched } from "./resched.ts";
import type { Root, Vm } from "./state.ts";
import { flush_tlbs, PAGES } from "./table.ts";

/** A zap on x86 (arch/x86/kvm/mmu/tdp_mmu.c, 7.3.4): root after root, the flush put off as far as it may be. */
export function* zap(vm: Vm, { page, pages }: Values): Task {
  const [from, to] = [Number(page), Math.min(Number(page) + Number(pages), PAGES)];
  let flush = false;
  yield* write_lock(vm.mmu_lock);
  for (let root = yield* next_root(vm, null); root !== null; root = yield* next_root(vm, root)) {
    flush = yield* tdp_mmu_zap_leafs(vm, root, [from, to], vm.knobs.flushFlag === "kept" && flush);
  }
  if (flush) {
    yield* kvm_flush_remote_tlbs(vm);
  }
  yield* write_unlock(vm.mmu_lock);
  vm.world.emit("notifier_return", { tables: vm.tables.slice(2), from, to });
}

/** Whether something is yet to be flushed, here or before. */
function* tdp_mmu_zap_leafs(vm: Vm, root: Root, [from, to]: readonly [number, number], before: boolean): Task<boolean> {
  let flush = before;
  for (let page = from; page < to; page++) {
    if (page > from) {
      flush = yield* tdp_mmu_iter_cond_resched(vm, flush);
    }
    const entry = root.table.entries[page]!;
    if (yield* READ_ONCE(entry)) {
      yield* WRITE_ONCE(entry, false);
      flush = true;
    }
  }
  return flush;
}

function* tdp_mmu_iter_cond_resched(vm: Vm, flush: boolean): Task<boolean> {
  if (!flush || vm.knobs.flush === "atEnd" || vm.mmu_lock.drops === 0) {
    yield* resched(vm);
    return flush;
  }
  yield* kvm_flush_remote_tlbs(vm);
  yield* resched(vm);
  return false;
}

/** `tdp_mmu_next_root`: the next one gets a reference, so that it outlives a dropped lock; the last one gives its up. */
function* next_root(vm: Vm, last: Root | null): Task<Root | null> {
  const holds = vm.knobs.rootRef === "held";
  let root = yield* READ_ONCE(last === null ? vm.roots : last.next);
  while (root !== null && !(holds ? yield* refcount_inc_not_zero(root.refs) : true)) {
    root = yield* READ_ONCE(root.next);
  }
  if (last !== null && holds) {
    yield* put_root(vm, last);
  }
  return root;
}

/** With the last reference a root goes; mmu_lock is held for write. */
export function* put_root(vm: Vm, root: Root): Task {
  if (!(yield* refcount_dec_and_test(root.refs))) {
    return;
  }
  yield* unlink(vm, root);
  for (const entry of root.table.entries) {
    yield* WRITE_ONCE(entry, false);
  }
  yield* kvm_flush_remote_tlbs(vm);
  yield* kfree(vm.memory, root.table.memory);
}

function* unlink(vm: Vm, root: Root): Task {
  let link = vm.roots;
  for (let at = yield* READ_ONCE(link); at !== null && at !== root; at = yield* READ_ONCE(link)) {
    link = at.next;
  }
  yield* WRITE_ONCE(link, yield* READ_ONCE(root.next));
}

const kvm_flush_remote_tlbs = (vm: Vm) => flush_tlbs(vm.mmu_lock, vm.tables.slice(2));
