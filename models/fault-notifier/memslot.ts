import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import { synchronize_srcu } from "../../src/kernel/srcu.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { everybody_done } from "../../src/kernel/join.ts";
import { until_zero } from "./counter.ts";
import { give_up } from "./host.ts";
import type { Root, SlotState, Vm } from "./state.ts";

/** KVM_SET_USER_MEMORY_REGION with size 0; a root is given up with the slot, as `kvm_mmu_zap_all_fast` does on x86. */
export function* delete_memslot(vm: Vm, { slot }: Values): Task {
  const state = vm.slots[Number(slot)]!;
  yield* mutex_lock(vm.slots_lock);
  if ((yield* READ_ONCE(state)) === "valid") {
    yield* kvm_swap_active_memslots(vm, state, "invalid");
    yield* synchronize_srcu(vm.srcu);
    yield* kvm_mmu_zap_all_fast(vm);
    yield* kvm_swap_active_memslots(vm, state, "gone");
  }
  yield* mutex_unlock(vm.slots_lock);
}

/** Slots change while no notifier is between its start and its end, so that both see the same. */
function* kvm_swap_active_memslots(vm: Vm, state: Cell<SlotState>, to: SlotState): Task {
  yield* spin_lock(vm.mn_invalidate_lock);
  while (vm.knobs.slotWait === "waits" && (yield* READ_ONCE(vm.mn_active)) > 0) {
    vm.world.sometimes("a change of the slots waited for a notifier");
    yield* spin_unlock(vm.mn_invalidate_lock);
    yield* until_zero(vm.mn_active);
    yield* spin_lock(vm.mn_invalidate_lock);
  }
  yield* WRITE_ONCE(state, to);
  vm.world.emit("memslots_swapped", null);
  yield* spin_unlock(vm.mn_invalidate_lock);
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
