import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { synchronize_srcu } from "../../src/kernel/srcu.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { everybody_done } from "../lifecycle/join.ts";
import { give_up } from "./host.ts";
import type { Root, Vm } from "./state.ts";

/** KVM_SET_USER_MEMORY_REGION with size 0; a root is given up with the slot, as `kvm_mmu_zap_all_fast` does on x86. */
export function* delete_memslot(vm: Vm, { slot }: Values): Task {
  yield* mutex_lock(vm.slots_lock);
  if (yield* READ_ONCE(vm.slots[Number(slot)]!)) {
    yield* WRITE_ONCE(vm.slots[Number(slot)]!, false);
    yield* synchronize_srcu(vm.srcu);
    yield* kvm_mmu_zap_all_fast(vm);
  }
  yield* mutex_unlock(vm.slots_lock);
}

/** First all faults are sent to a new root, then the old one is emptied, with the lock dropped in between. */
function* kvm_mmu_zap_all_fast(vm: Vm): Task {
  yield* write_lock(vm.mmu_lock);
  const old = yield* READ_ONCE(vm.root);
  yield* WRITE_ONCE(old.valid, false);
  yield* WRITE_ONCE(vm.root, vm.roots[vm.roots.indexOf(old) + 1]!);
  yield* write_unlock(vm.mmu_lock);
  vm.world.sometimes("a root was given up");
  yield* kvm_tdp_mmu_zap_invalidated_roots(vm, old);
}

function* kvm_tdp_mmu_zap_invalidated_roots(vm: Vm, root: Root): Task {
  yield* write_lock(vm.mmu_lock);
  for (const leaf of root.leaves) {
    if (leaf.peek !== null) {
      yield* WRITE_ONCE(leaf, null);
    }
  }
  root.isDone = true;
  yield* write_unlock(vm.mmu_lock);
}

/** When all is over, the host takes its frames back. */
export function* mm_exit(vm: Vm): Task {
  yield* everybody_done(vm.mmu_lock);
  for (const pte of vm.ptes) {
    yield* give_up(pte.peek);
  }
}
