import type { Task } from "../../../src/core/task.ts";
import type { Leaf } from "../../stage2/leaf.ts";
import {
  BROKE,
  kvm_pgtable_stage2_map,
  kvm_tlb_flush_vmid_range,
  lockedEntry,
  stage2_make_pte,
} from "../mmu/pgtable.ts";
import type { S2Fault } from "../reverse-map.ts";
import { type S2Mmu, ShadowMmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";

/**
 * `stage2_map_walker_try_leaf` (hyp/pgtable.c, 7.3.4) with what a reverse map does to the entry; mmu_lock R. 0 or -EAGAIN;
 * notes in `fault` that other leaves made way.
 */
export function* map_leaf(kvm: Kvm, mmu: S2Mmu, leaf: Leaf, fault: S2Fault): Task<number> {
  const { reverse_map } = kvm;
  const shadow = mmu instanceof ShadowMmu ? mmu : null;
  const locks = shadow !== null && reverse_map.entry_locked !== undefined;
  const err = yield* kvm_pgtable_stage2_map(mmu, leaf, locks);
  if (err !== BROKE) {
    return err;
  }
  const entry = lockedEntry(mmu, leaf);
  fault.replaced = entry.gone.length > 0;
  if (fault.replaced) {
    if (shadow !== null && reverse_map.leaves_gone !== undefined) {
      yield* reverse_map.leaves_gone(kvm, shadow, entry.gone);
    }
    if (kvm.mutant !== "make-without-tlbi") {
      yield* kvm_tlb_flush_vmid_range(mmu, entry);
    }
  }
  if (shadow !== null && reverse_map.entry_locked !== undefined) {
    yield* reverse_map.entry_locked(kvm, shadow, fault);
  }
  yield* stage2_make_pte(mmu, leaf);
  return 0;
}
