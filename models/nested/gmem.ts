import type { Task } from "../../src/core/task.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import type { IpaRange } from "../stage2/interval.ts";
import { kvm_unmap_gfn_range } from "./canonical.ts";
import { truncate_inode_pages_range } from "./gup.ts";
import { count } from "./invalidate-seq.ts";
import { kvm_for_each_memslot, partsIn } from "./memslots.ts";
import type { Kvm } from "./state.ts";

/**
 * `kvm_gmem_punch_hole` (virt/kvm/guest_memfd.c, 7.3.4): pages of the file go. Its own notifier stands where that of the VMM's mm
 * does: no SRCU, no hold on the memslots, and it may always block. One task punches, so that the file's invalidate_lock is no step.
 */
export function* kvm_gmem_punch_hole(kvm: Kvm, range: IpaRange): Task {
  const parts = yield* kvm_gmem_invalidate_begin(kvm, range);
  yield* truncate_inode_pages_range(kvm.host, range);
  yield* kvm_gmem_invalidate_end(kvm, range, parts.length > 0);
}

/** The slots that are bound to the file; returns the parts of the range that lie in them. */
function* kvm_gmem_invalidate_begin(kvm: Kvm, range: IpaRange): Task<readonly IpaRange[]> {
  const { memslots, slots_change, mmu_lock, mmu_invalidate_in_progress: in_progress } = kvm;
  const states = slots_change ? yield* kvm_for_each_memslot(memslots) : memslots.states;
  const parts = partsIn(memslots, states, range);
  if (parts.length > 0) {
    yield* write_lock(mmu_lock);
    if (kvm.mutant !== "no-in-progress") {
      yield* count(in_progress, 1);
    }
    for (const part of parts) {
      yield* kvm_unmap_gfn_range(kvm, part, true);
    }
    yield* write_unlock(mmu_lock);
  }
  kvm.ghost.takenAway(range, parts);
  kvm.world.emit("notifier_return", { range, source: "notifier" });
  return parts;
}

function* kvm_gmem_invalidate_end(kvm: Kvm, range: IpaRange, found: boolean): Task {
  if (found) {
    yield* write_lock(kvm.mmu_lock);
    if (kvm.mutant !== "no-seq") {
      yield* count(kvm.mmu_invalidate_seq, 1);
    }
    if (kvm.mutant !== "no-in-progress") {
      yield* count(kvm.mmu_invalidate_in_progress, -1);
    }
    kvm.world.sometimes("a hole was punched");
  }
  kvm.ghost.givenBack(range);
  kvm.world.emit("invalidate_end", { range });
  if (found) {
    yield* write_unlock(kvm.mmu_lock);
  }
}
