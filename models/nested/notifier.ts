import type { Op } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { WRITE_ONCE } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../src/kernel/srcu.ts";
import type { IpaRange } from "../stage2/interval.ts";
import { kvm_unmap_gfn_range } from "./canonical.ts";
import type { Host } from "./host.ts";
import { count_active_invalidate, kvm_for_each_memslot, partsIn } from "./memslots.ts";
import type { Kvm } from "./state.ts";

/** The host changes a range of the VMM's address space: the notifier's start, the change, the notifier's end. */
export function* invalidate(
  kvm: Kvm,
  range: IpaRange,
  may_block: boolean,
  change: (host: Host, range: IpaRange) => Op<void>,
): Task {
  yield* kvm_mmu_notifier_invalidate_range_start(kvm, range, may_block);
  yield* change(kvm.host, range);
  yield* kvm_mmu_notifier_invalidate_range_end(kvm, range);
}

/** virt/kvm/kvm_main.c, 7.3.4. The lock is taken, and in_progress raised, when the first slot is found; the VNCR part is left out. */
function* kvm_mmu_notifier_invalidate_range_start(kvm: Kvm, range: IpaRange, may_block: boolean): Task {
  if (kvm.slots_change) {
    yield* count_active_invalidate(kvm.memslots, 1);
  }
  const parts = yield* beginWalk(kvm, range);
  if (parts.length > 0) {
    yield* write_lock(kvm.mmu_lock);
    if (kvm.mutant !== "no-in-progress") {
      yield* WRITE_ONCE(kvm.mmu_invalidate_in_progress, kvm.mmu_invalidate_in_progress.peek + 1);
    }
    for (const part of parts) {
      yield* kvm_unmap_gfn_range(kvm, part, may_block);
    }
    yield* write_unlock(kvm.mmu_lock);
  }
  kvm.ghost.gone = [...kvm.ghost.gone, range];
  kvm.world.emit("notifier_return", { range, source: "notifier" });
  yield* endWalk(kvm);
}

function* kvm_mmu_notifier_invalidate_range_end(kvm: Kvm, range: IpaRange): Task {
  const parts = yield* beginWalk(kvm, range);
  if (parts.length > 0) {
    yield* write_lock(kvm.mmu_lock);
    if (kvm.mutant !== "no-seq") {
      yield* WRITE_ONCE(kvm.mmu_invalidate_seq, kvm.mmu_invalidate_seq.peek + 1);
    }
    if (kvm.mutant !== "no-in-progress") {
      yield* WRITE_ONCE(kvm.mmu_invalidate_in_progress, kvm.mmu_invalidate_in_progress.peek - 1);
    }
  }
  kvm.ghost.gone = kvm.ghost.gone.filter((other) => other !== range);
  kvm.world.emit("invalidate_end", { range });
  if (parts.length > 0) {
    yield* write_unlock(kvm.mmu_lock);
  }
  yield* endWalk(kvm);
  if (kvm.slots_change) {
    yield* count_active_invalidate(kvm.memslots, -1);
  }
}

/** The slots that the range meets; without a task that changes them, neither the read section nor the look is a step. */
function* beginWalk(kvm: Kvm, range: IpaRange): Task<readonly IpaRange[]> {
  if (!kvm.slots_change) {
    return partsIn(kvm.memslots, kvm.memslots.states, range);
  }
  yield* srcu_read_lock(kvm.srcu);
  return partsIn(kvm.memslots, yield* kvm_for_each_memslot(kvm.memslots), range);
}

function* endWalk(kvm: Kvm): Task {
  if (kvm.slots_change) {
    yield* srcu_read_unlock(kvm.srcu);
  }
}
