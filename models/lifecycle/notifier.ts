import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../src/kernel/srcu.ts";
import { kvm_nested_s2_unmap } from "./nested-mmus.ts";
import { kvm_pgtable_stage2_unmap } from "./pgtable.ts";
import type { Pgtable } from "./pgtable.ts";
import type { Kvm, Machine } from "./state.ts";

/** The mm takes a range away: all of the memslot. */
export const invalidate = ({ kvm }: Machine): Task => notify(kvm, kvm_unmap_gfn_range);

/** The mm asks what is young. */
export const age = ({ kvm }: Machine): Task => notify(kvm, kvm_age_gfn);

/** mm/mmu_notifier.c calls who is in its list; what they do, they do under mmu_lock (kvm_main.c). */
function* notify(kvm: Kvm, handler: (kvm: Kvm) => Task): Task {
  yield* srcu_read_lock(kvm.srcu);
  if (yield* READ_ONCE(kvm.hashed)) {
    yield* write_lock(kvm.mmu_lock);
    yield* handler(kvm);
    yield* write_unlock(kvm.mmu_lock);
  }
  yield* srcu_read_unlock(kvm.srcu);
}

function* kvm_unmap_gfn_range(kvm: Kvm): Task {
  const pgt = yield* read_plain(kvm.pgt);
  if (pgt !== null && (yield* kvm_pgtable_stage2_unmap(kvm, pgt))) {
    const handle = yield* READ_ONCE(kvm.handle);
    kvm.world.sometimes("a notifier hit a table");
    kvm.world.emit("tlb_flush", { handle });
  }
  yield* kvm_nested_s2_unmap(kvm);
}

function* kvm_age_gfn(kvm: Kvm): Task {
  const pgt = yield* read_plain(kvm.pgt);
  if (pgt !== null || kvm.knobs.agePgt === "assumed") {
    yield* kvm_pgtable_stage2_test_clear_young(kvm, pgt);
  }
}

function* kvm_pgtable_stage2_test_clear_young(kvm: Kvm, pgt: Pgtable | null): Task {
  if (pgt === null) {
    kvm.world.emit("oops", "pgt is NULL in kvm_pgtable_stage2_test_clear_young");
    return;
  }
  for (const entry of pgt.tables) {
    yield* READ_ONCE(entry);
  }
}
