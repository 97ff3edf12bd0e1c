import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { EAGAIN, EFAULT, ENOMEM } from "../../src/kernel/errno.ts";
import { put_page } from "../../src/kernel/page.ts";
import { read_lock, read_unlock } from "../../src/kernel/rwlock.ts";
import { GFP_KERNEL_ACCOUNT, kfree, kmalloc } from "../../src/kernel/slab.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../src/kernel/srcu.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { until_zero } from "./counter.ts";
import { kvm_faultin_pfn } from "./host.ts";
import type { Frame } from "./host.ts";
import type { Root, Vm } from "./state.ts";

/** The guest touches a page until it is mapped, or cannot be: after -EAGAIN it touches it again. */
export function* access(vm: Vm, { page }: Values): Task {
  for (;;) {
    const root = yield* READ_ONCE(vm.root);
    if ((yield* READ_ONCE(root.leaves[Number(page)]!)) !== null) {
      return;
    }
    if ((yield* kvm_handle_guest_abort(vm, root, Number(page))) !== -EAGAIN) {
      return;
    }
    vm.world.sometimes("a fault was tried again");
    yield* until_zero(vm.in_progress);
  }
}

function* kvm_handle_guest_abort(vm: Vm, root: Root, page: number): Task<number> {
  yield* srcu_read_lock(vm.srcu);
  const slot = yield* READ_ONCE(vm.slots[page]!);
  const err = slot === "valid" ? yield* user_mem_abort(vm, root, page) : -EFAULT;
  yield* srcu_read_unlock(vm.srcu);
  return err;
}

/** mmu.c, 7.3.4: sequence, frame, lock, check, map, release. */
function* user_mem_abort(vm: Vm, root: Root, page: number): Task<number> {
  const { knobs, mmu_lock } = vm;
  const early = yield* READ_ONCE(vm.seq);
  const frame = yield* kvm_faultin_pfn(vm, page);
  if (frame === null) {
    return -EFAULT;
  }
  const seq = keptIn(knobs.seqType, knobs.sample === "beforeGup" ? early : yield* READ_ONCE(vm.seq));
  if (!(yield* prepared(vm))) {
    if (knobs.errorPut === "yes") {
      yield* put_page(frame);
    }
    return -ENOMEM;
  }
  const before = knobs.retry === "beforeLock" && (yield* mmu_invalidate_retry(vm, seq));
  yield* read_lock(mmu_lock);
  const retry = knobs.retry === "underLock" ? yield* mmu_invalidate_retry(vm, seq) : before;
  const stale = retry || (knobs.rootCheck === "underLock" && !(yield* READ_ONCE(root.valid)));
  if (stale) {
    vm.world.emit("retried", { root, page, sampled: early });
  } else {
    yield* map(vm, root, page, frame);
  }
  yield* put_page(frame);
  yield* read_unlock(mmu_lock);
  return stale ? -EAGAIN : 0;
}

/** What can still fail once the frame is known. */
function* prepared({ memory }: Vm): Task<boolean> {
  if (!memory.canFail) {
    return true;
  }
  const objects = yield* kmalloc(memory, "what the map needs", GFP_KERNEL_ACCOUNT);
  yield* kfree(memory, objects);
  return objects !== null;
}

/** `mmu_invalidate_retry` (include/linux/kvm_host.h). */
function* mmu_invalidate_retry({ in_progress, seq, knobs }: Vm, sampled: number): Task<boolean> {
  if (knobs.inProgress === "counts" && (yield* READ_ONCE(in_progress)) > 0) {
    return true;
  }
  return (yield* READ_ONCE(seq)) !== sampled;
}

/** Two bits stand for the 32 of an int: from 2 on it is negative. */
const keptIn = (type: "long" | "int", seq: number): number => (type === "long" || seq % 4 < 2 ? seq : (seq % 4) - 4);

function* map(vm: Vm, root: Root, page: number, frame: Frame): Task {
  yield* WRITE_ONCE(root.leaves[page]!, frame);
  vm.world.sometimes("a page was mapped");
  vm.world.emit("mapped", { root, page, frame });
}
