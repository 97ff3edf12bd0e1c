import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain, WRITE_ONCE, write_plain } from "../../src/kernel/cell.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { synchronize_srcu } from "../../src/kernel/srcu.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { kvm_mmu_free_memory_cache } from "./memory-cache.ts";
import { kvm_pgtable_stage2_unmap } from "./pgtable.ts";
import { kvm_mmu_split_huge_pages } from "./split.ts";
import type { Kvm, Machine, Slot } from "./state.ts";

/** KVM_SET_USER_MEMORY_REGION: the slot comes, goes, or has its dirty log switched. */
export function* set_memory_region({ kvm }: Machine, { to }: Values): Task {
  const wanted: Slot = (["none", "there", "logged"] as const)[Number(to)]!;
  yield* mutex_lock(kvm.slots_lock);
  const old = yield* read_plain(kvm.slot);
  if (old !== wanted) {
    yield* write_plain(kvm.slot, wanted);
    yield* synchronize_srcu(kvm.srcu);
    if (wanted === "none") {
      yield* kvm_arch_flush_shadow_memslot(kvm);
    }
    yield* kvm_arch_commit_memory_region(kvm, wanted);
  }
  yield* mutex_unlock(kvm.slots_lock);
}

function* kvm_arch_flush_shadow_memslot(kvm: Kvm): Task {
  yield* write_lock(kvm.mmu_lock);
  const pgt = yield* read_plain(kvm.pgt);
  if (pgt !== null) {
    yield* kvm_pgtable_stage2_unmap(kvm, pgt);
  }
  yield* write_unlock(kvm.mmu_lock);
}

/** mmu.c: slots_lock is held, mmu_lock is not. */
function* kvm_arch_commit_memory_region(kvm: Kvm, slot: Slot): Task {
  if (slot === "logged") {
    yield* write_lock(kvm.mmu_lock);
    yield* kvm_mmu_split_huge_pages(kvm);
    yield* write_unlock(kvm.mmu_lock);
  } else if (kvm.knobs.commitFree === "yes") {
    yield* kvm_mmu_free_memory_cache(kvm.memory, kvm.split_page_cache);
  }
}

/** KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE (arm.c): two blocks at a time, where it was one. */
export function* set_chunk_size({ kvm }: Machine): Task {
  yield* mutex_lock(kvm.slots_lock);
  const none = (yield* read_plain(kvm.slot)) === "none";
  const free = kvm.knobs.chunkChange === "withoutSlots" || (yield* read_plain(kvm.split_page_cache.capacity)) === 0;
  if (none && free) {
    yield* WRITE_ONCE(kvm.split_page_chunk_size, 2);
  }
  yield* mutex_unlock(kvm.slots_lock);
}

/** The first KVM_RUN of a protected VM (`pkvm_create_hyp_vm`). */
export function* first_run({ kvm }: Machine): Task {
  if ((yield* READ_ONCE(kvm.handle)) === 0) {
    yield* WRITE_ONCE(kvm.handle, 1);
  }
}
