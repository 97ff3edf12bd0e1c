import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { down_write, RwSem, up_write } from "../../../src/kernel/rwsem.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import { kvm_unmap_gfn_range } from "../mmu/canonical.ts";
import { truncate_inode_pages_range } from "../fault/gup.ts";
import { count } from "./invalidate-seq.ts";
import { partsIn } from "./memslots.ts";
import type { SlotState } from "./memslots.ts";
import type { Kvm } from "../state.ts";

/** The guest_memfd that is the VM's memory. */
export class Gmem {
  readonly invalidate_lock: RwSem;
  /** The memslots that are bound to it: not "gone". Written under invalidate_lock W. */
  bindings: readonly SlotState[];

  constructor(world: World, slots: readonly SlotState[]) {
    this.invalidate_lock = new RwSem(world, "invalidate_lock");
    this.bindings = slots;
  }
}

/**
 * `kvm_gmem_punch_hole` (virt/kvm/guest_memfd.c, 7.3.4): pages of the file go. Its own notifier stands where that of the VMM's mm
 * does: no SRCU, no hold on the memslots but on their bindings, and it may always block.
 */
export function* kvm_gmem_punch_hole(kvm: Kvm, range: IpaRange): Task {
  const { invalidate_lock } = kvm.gmem!;
  yield* down_write(invalidate_lock);
  const parts = partsIn(kvm.memslots, kvm.gmem!.bindings, range);
  yield* kvm_gmem_invalidate_begin(kvm, range, parts);
  yield* truncate_inode_pages_range(kvm.host, range);
  yield* kvm_gmem_invalidate_end(kvm, range, parts.length > 0);
  yield* up_write(invalidate_lock);
}

/** `kvm_gmem_unbind`: the slot is about to be freed. */
export function* kvm_gmem_unbind(gmem: Gmem, slot: number): Task {
  yield* down_write(gmem.invalidate_lock);
  gmem.bindings = gmem.bindings.with(slot, "gone");
  yield* up_write(gmem.invalidate_lock);
}

function* kvm_gmem_invalidate_begin(kvm: Kvm, range: IpaRange, parts: readonly IpaRange[]): Task {
  if (parts.length > 0) {
    yield* write_lock(kvm.mmu_lock);
    if (kvm.mutant !== "no-in-progress") {
      yield* count(kvm.mmu_invalidate_in_progress, 1);
    }
    for (const part of parts) {
      yield* kvm_unmap_gfn_range(kvm, part, true);
    }
    yield* write_unlock(kvm.mmu_lock);
  }
  kvm.ghost.takenAway(range, parts);
  kvm.world.emit("notifier_return", { range, source: "notifier" });
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
