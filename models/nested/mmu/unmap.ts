import type { Task } from "../../../src/core/task.ts";
import { lockdep_assert_held_write } from "../../../src/kernel/lockdep.ts";
import { cond_resched_rwlock_write } from "../../../src/kernel/sched.ts";
import { type IpaRange, overlaps } from "../../stage2/interval.ts";
import type { Leaves } from "../../stage2/leaf.ts";
import { chunkEnd } from "../../stage2/unmap.ts";
import { kvm_pgtable_stage2_unmap, kvm_tlb_flush_vmid_range } from "./pgtable.ts";
import { type S2Mmu, ShadowMmu } from "./s2-mmu.ts";
import type { Kvm } from "../state.ts";

/**
 * `__unmap_stage2_range` (mmu.c, 7.3.4): chunk by chunk, each flushed before the next; between chunks mmu_lock may be
 * dropped if `may_block`. A chunk with nothing in it takes no step, since nobody can tell that it was walked.
 */
export function* kvm_stage2_unmap_range(kvm: Kvm, mmu: S2Mmu, start: number, size: number, may_block: boolean): Task {
  const end = Math.min(start + size, kvm.geometry.nestedSize);
  for (let address = start; address < end;) {
    lockdep_assert_held_write(kvm.mmu_lock);
    if (mmu.pgt === null) {
      return;
    }
    let next = chunkEnd(address, end, kvm.geometry);
    const chunk = { start: address, size: next - address };
    if (touches(mmu.leaves, chunk) || touches(mmu.stale, chunk)) {
      const gone = mmu.leaves;
      yield* kvm_pgtable_stage2_unmap(mmu, chunk);
      if (mmu instanceof ShadowMmu && kvm.reverse_map.leaves_gone !== undefined) {
        yield* kvm.reverse_map.leaves_gone(
          kvm,
          mmu,
          gone.filter((leaf) => overlaps(leaf.n, leaf.len, chunk)),
        );
      }
      const isOld = kvm.mutant === "no-flush-when-old" && gone.every((leaf) => leaf.old === true);
      if (kvm.mutant !== "no-tlb-flush" && !isOld) {
        yield* kvm_tlb_flush_vmid_range(mmu, chunk);
      }
    }
    if (mmu instanceof ShadowMmu && kvm.reverse_map.after_chunk !== undefined) {
      yield* kvm.reverse_map.after_chunk(kvm, mmu, chunk);
    }
    if (next !== end) {
      if ((may_block && kvm.mutant !== "never-yield") || kvm.mutant === "always-yield") {
        const dropped = yield* resched(kvm, mmu, may_block);
        next = dropped && kvm.mutant === "yield-skips-chunk" ? chunkEnd(next, end, kvm.geometry) : next;
      } else {
        kvm.ghost.lockKept(mmu);
      }
    }
    address = next;
  }
}

/** An unmap of everything, with what the design does around it; mmu_lock W. */
export function* unmap_shadow(kvm: Kvm, mmu: ShadowMmu, may_block: boolean): Task {
  const { reverse_map } = kvm;
  kvm.ghost.clearing(mmu);
  if (reverse_map.before_full_unmap !== undefined) {
    yield* reverse_map.before_full_unmap(kvm, mmu);
  }
  yield* kvm_stage2_unmap_range(kvm, mmu, 0, kvm.geometry.nestedSize, may_block);
  const alone = kvm.ghost.cleared(mmu);
  if (reverse_map.cleared !== undefined) {
    yield* reverse_map.cleared(kvm, mmu);
  }
  kvm.world.emit("full_unmap_return", { mmu, alone });
}

/** Where the lock can neither be dropped any more nor be wrong to drop, the question takes no step. */
export function* resched(kvm: Kvm, mmu: S2Mmu, may_block: boolean): Task<boolean> {
  const { mmu_lock, world } = kvm;
  const only = world.current?.atomic === 1;
  if (mmu_lock.drops === 0 && only) {
    return false;
  }
  const { ghost } = kvm;
  const dropped = (yield* cond_resched_rwlock_write(mmu_lock)) === 1;
  if (dropped) {
    world.sometimes("lock dropped between chunks");
    ghost.lockDropped(mmu, may_block);
  }
  return dropped;
}

function touches(leaves: Leaves, range: IpaRange): boolean {
  for (const leaf of leaves) {
    if (overlaps(leaf.n, leaf.len, range)) {
      return true;
    }
  }
  return false;
}
