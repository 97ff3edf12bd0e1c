import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, xchg } from "../../src/kernel/cell.ts";
import { put_page } from "../../src/kernel/page.ts";
import { call_rcu } from "../../src/kernel/rcu.ts";
import { cpu_relax } from "../../src/kernel/sched.ts";
import { kvm_pte_follow } from "./mm-ops.ts";
import type { MmOps } from "./mm-ops.ts";
import { KVM_INVALID_PTE_LOCKED, kvm_pte_table, stage2_pte_is_counted, stage2_pte_is_locked } from "./pte.ts";
import type { kvm_pte_t, Pte } from "./pte.ts";
import type { TablePage } from "./table-page.ts";

/**
 * The RFC of April 2022: tears an unlinked table, whose entries are at `level`, down at once, while other walkers may be
 * inside. Each entry stays locked, so that none of them puts anything in any more; the page itself waits for them.
 */
export function* tear_down_unlinked(mm_ops: MmOps, page: TablePage, level: number): Task {
  for (const ptep of page.entries) {
    const old = yield* takeEntry(mm_ops, ptep);
    if (kvm_pte_table(old, level)) {
      yield* tear_down_unlinked(mm_ops, kvm_pte_follow(mm_ops, old), level + 1);
    }
    if (stage2_pte_is_counted(old)) {
      yield* put_page(page);
    }
  }
  const { rcu, quirks } = mm_ops;
  yield* rcu === null || quirks.teardown === "xchgNow"
    ? put_page(page)
    : call_rcu(rcu, page, put_unlinked_rcu_cb, page);
}

function* put_unlinked_rcu_cb(page: TablePage): Task {
  yield* put_page(page);
}

/** What the entry held, once no other walker has it locked. */
function* takeEntry({ quirks }: MmOps, ptep: Pte): Task<kvm_pte_t> {
  if (quirks.teardown === "read") {
    return yield* READ_ONCE(ptep);
  }
  for (;;) {
    const old = yield* xchg(ptep, KVM_INVALID_PTE_LOCKED);
    if (!stage2_pte_is_locked(old)) {
      return old;
    }
    yield* cpu_relax(ptep);
  }
}
