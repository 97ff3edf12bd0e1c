import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain, write_plain } from "../../src/kernel/cell.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { put_page } from "../../src/kernel/page.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../src/kernel/srcu.ts";
import { until_zero } from "./counter.ts";
import { kvm_faultin_pfn } from "./host.ts";
import type { Frame } from "./host.ts";
import type { Vm } from "./state.ts";

/** `kvm_gpc_refresh` (virt/kvm/pfncache.c, 7.3.4): the frame of page 0, for KVM's own use, while its slot is there. */
export function* refresh(vm: Vm): Task {
  const { gpc } = vm;
  yield* srcu_read_lock(vm.srcu);
  yield* mutex_lock(gpc.refresh_lock);
  if ((yield* READ_ONCE(vm.slots[0]!)) === "valid") {
    yield* write_lock(gpc.lock);
    if (!(yield* read_plain(gpc.valid))) {
      yield* hva_to_pfn_retry(vm);
    }
    yield* write_unlock(gpc.lock);
  }
  yield* mutex_unlock(gpc.refresh_lock);
  yield* srcu_read_unlock(vm.srcu);
}

/** gpc->lock is held, and dropped while the frame is looked up. */
function* hva_to_pfn_retry(vm: Vm): Task {
  const { gpc } = vm;
  for (;;) {
    const seq = yield* READ_ONCE(vm.seq);
    yield* write_unlock(gpc.lock);
    const frame = yield* kvm_faultin_pfn(vm, 0);
    yield* write_lock(gpc.lock);
    if (frame === null) {
      return;
    }
    if (!(yield* mmu_notifier_retry_cache(vm, seq))) {
      yield* publish(vm, frame);
      yield* put_page(frame);
      return;
    }
    vm.world.sometimes("a pfn cache tried again");
    yield* put_page(frame);
    yield* write_unlock(gpc.lock);
    yield* until_zero(vm.mn_active);
    yield* write_lock(gpc.lock);
  }
}

function* mmu_notifier_retry_cache({ knobs, mn_active, seq }: Vm, sampled: number): Task<boolean> {
  if (knobs.gpcRetry === "never") {
    return false;
  }
  if (knobs.gpcRetry === "activeAndSeq" && (yield* READ_ONCE(mn_active)) > 0) {
    return true;
  }
  return (yield* READ_ONCE(seq)) !== sampled;
}

function* publish({ gpc, world }: Vm, frame: Frame): Task {
  yield* write_plain(gpc.frame, frame);
  yield* write_plain(gpc.valid, true);
  world.emit("cached", { frame });
}

export function* gfn_to_pfn_cache_invalidate_start({ gpc }: Vm): Task {
  yield* write_lock(gpc.lock);
  if (yield* read_plain(gpc.valid)) {
    yield* write_plain(gpc.valid, false);
  }
  yield* write_unlock(gpc.lock);
}
