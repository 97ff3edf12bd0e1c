import type { Task } from "../../../src/core/task.ts";
import { mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { synchronize_srcu } from "../../../src/kernel/srcu.ts";
import { free_memslot, kvm_invalidate_memslot } from "./memslot-delete.ts";
import { kvm_swap_active_memslots, kvm_swap_moved_memslot } from "./memslots.ts";
import type { Kvm } from "../state.ts";

/** KVM_MR_CREATE (`kvm_set_memslot`, kvm_main.c, 7.3.4), where there is none. */
export function* create_memslot(kvm: Kvm, slot: number): Task {
  const { memslots, slots_lock, srcu } = kvm;
  yield* mutex_lock(slots_lock);
  if (memslots.states[slot] === "gone" && (yield* kvm_arch_prepare_memory_region(kvm, slot)) === 0) {
    kvm.ghost.slotIsThere(slot);
    yield* kvm_swap_active_memslots(memslots, slot, "valid");
    yield* synchronize_srcu(srcu);
    kvm.world.sometimes("a memslot was created");
  }
  yield* mutex_unlock(slots_lock);
}

/** KVM_MR_MOVE: the memory of a slot to where the other one was. Invalid between the two, with everything unmapped. */
export function* move_memslot(kvm: Kvm, from: number): Task {
  const { memslots, slots_lock, srcu } = kvm;
  const to = 1 - from;
  yield* mutex_lock(slots_lock);
  const isPossible = memslots.states[from] === "valid" && memslots.states[to] === "gone";
  if (isPossible && (yield* kvm_arch_prepare_memory_region(kvm, to)) === 0) {
    yield* kvm_invalidate_memslot(kvm, from);
    kvm.ghost.slotIsThere(to);
    yield* kvm_swap_moved_memslot(memslots, from, to);
    yield* synchronize_srcu(srcu);
    yield* free_memslot(kvm, from);
    kvm.world.sometimes("a memslot was moved");
  }
  yield* mutex_unlock(slots_lock);
}

/** 0, or an error of the design that keeps the slot out. */
function* kvm_arch_prepare_memory_region(kvm: Kvm, slot: number): Task<number> {
  const { reverse_map } = kvm;
  return reverse_map.memslot_made === undefined ? 0 : yield* reverse_map.memslot_made(kvm, slot);
}
