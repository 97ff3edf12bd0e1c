import type { Op } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../../src/kernel/srcu.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import { kvm_unmap_gfn_range } from "../mmu/canonical.ts";
import type { Host } from "./host.ts";
import { count } from "./invalidate-seq.ts";
import { is_hashed } from "../life/lifetime.ts";
import type { Lifetime } from "../life/lifetime.ts";
import { count_active_invalidate, isMoved, kvm_for_each_memslot, partsIn } from "./memslots.ts";
import type { Kvm } from "../state.ts";

/** The host changes a range of the VMM's address space: the notifier's start, the change, the notifier's end. */
export function* invalidate(
  kvm: Kvm,
  range: IpaRange,
  may_block: boolean,
  change: (host: Host, range: IpaRange) => Op<void>,
): Task {
  const { lifetime } = kvm;
  if (lifetime === null) {
    yield* kvm_mmu_notifier_invalidate_range_start(kvm, range, may_block);
    yield* change(kvm.host, range);
    yield* kvm_mmu_notifier_invalidate_range_end(kvm, range);
    return;
  }
  yield* if_hashed(lifetime, kvm_mmu_notifier_invalidate_range_start(kvm, range, may_block));
  yield* change(kvm.host, range);
  yield* if_hashed(lifetime, kvm_mmu_notifier_invalidate_range_end(kvm, range));
}

/** A call of the notifier, if it is still registered (mm/mmu_notifier.c, 7.3.4): none comes between a start and its end any more. */
function* if_hashed(lifetime: Lifetime, callback: Task): Task {
  yield* srcu_read_lock(lifetime.notifier_srcu);
  if (yield* is_hashed(lifetime)) {
    yield* callback;
  }
  yield* srcu_read_unlock(lifetime.notifier_srcu);
}

/**
 * virt/kvm/kvm_main.c, 7.3.4. The lock is taken, and in_progress raised, when the first slot is found; VNCR is left out.
 * Without a task that changes memslots, neither the read section nor the look at the slots is a step.
 */
function* kvm_mmu_notifier_invalidate_range_start(kvm: Kvm, range: IpaRange, may_block: boolean): Task {
  const { memslots, slots_change, mmu_lock, mmu_invalidate_in_progress: in_progress } = kvm;
  if (slots_change) {
    yield* count_active_invalidate(memslots, 1);
    yield* srcu_read_lock(kvm.srcu);
  }
  const states = slots_change ? yield* kvm_for_each_memslot(memslots) : memslots.states;
  const parts = partsIn(memslots, states, range);
  if (parts.length > 0) {
    yield* write_lock(mmu_lock);
    if (kvm.mutant !== "no-in-progress") {
      yield* count(in_progress, 1);
    }
    kvm.ghost.mayBlock(may_block);
    for (const part of parts) {
      yield* kvm_unmap_gfn_range(kvm, part, may_block || kvm.mutant === "blocks-anyway");
    }
    kvm.ghost.mayBlock(true);
    yield* write_unlock(mmu_lock);
  }
  kvm.ghost.takenAway(range, isMoved(memslots) ? parts : [range]);
  kvm.world.emit("notifier_return", { range, source: "notifier" });
  if (slots_change) {
    yield* srcu_read_unlock(kvm.srcu);
  }
}

function* kvm_mmu_notifier_invalidate_range_end(kvm: Kvm, range: IpaRange): Task {
  const { memslots, slots_change, mmu_lock, mmu_invalidate_seq: seq, mmu_invalidate_in_progress: in_progress } = kvm;
  if (slots_change) {
    yield* srcu_read_lock(kvm.srcu);
  }
  const states = slots_change ? yield* kvm_for_each_memslot(memslots) : memslots.states;
  const found = partsIn(memslots, states, range).length > 0;
  if (found) {
    yield* write_lock(mmu_lock);
    if (kvm.mutant !== "no-seq") {
      yield* count(seq, 1);
    }
    if (kvm.mutant !== "no-in-progress") {
      yield* count(in_progress, -1);
    }
  }
  kvm.ghost.givenBack(range);
  kvm.world.emit("invalidate_end", { range });
  if (found) {
    yield* write_unlock(mmu_lock);
  }
  if (slots_change) {
    yield* srcu_read_unlock(kvm.srcu);
    yield* count_active_invalidate(memslots, -1);
  }
}
