import type { Task } from "../../../src/core/task.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../../src/kernel/srcu.ts";
import { kvm_nested_s2_unmap } from "../mmu/canonical.ts";
import { kvm_for_each_memslot, partsIn } from "../host/memslots.ts";
import type { Kvm } from "../state.ts";
import { kvm_stage2_unmap_range } from "../mmu/unmap.ts";

/**
 * `stage2_unmap_vm` (mmu.c, 7.3.4): a vCPU is reset on a host without FWB. Everything goes from the canonical table but device
 * mappings, which are not here, and from the shadows; mmu_lock may be dropped, and in_progress is not raised.
 */
export function* stage2_unmap_vm(kvm: Kvm): Task {
  const { memslots, srcu, mmu_lock, geometry } = kvm;
  yield* srcu_read_lock(srcu);
  const states = yield* kvm_for_each_memslot(memslots);
  yield* write_lock(mmu_lock);
  for (const { start, size } of partsIn(memslots, states, { start: 0, size: geometry.canonicalSize })) {
    yield* kvm_stage2_unmap_range(kvm, kvm.mmu, start, size, true);
  }
  yield* kvm_nested_s2_unmap(kvm, true);
  yield* write_unlock(mmu_lock);
  yield* srcu_read_unlock(srcu);
  kvm.world.sometimes("a vCPU was reset");
}
