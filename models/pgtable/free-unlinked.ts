import type { Task } from "../../src/core/task.ts";
import { call_rcu } from "../../src/kernel/rcu.ts";
import type { MmOps, Unlinked } from "./mm-ops.ts";
import type { TablePage } from "./table-page.ts";
import { kvm_pgtable_stage2_free_unlinked } from "./unlinked.ts";

/** The host frees it once all walkers that may have found it are out (arch/arm64/kvm/mmu.c). */
export function* stage2_free_unlinked_table(mm_ops: MmOps, page: TablePage, level: number): Task {
  yield* call_rcu(mm_ops.rcu!, page, stage2_free_unlinked_table_rcu_cb, { mm_ops, page, level });
}

interface CallbackArg extends Unlinked {
  readonly mm_ops: MmOps;
}

function* stage2_free_unlinked_table_rcu_cb({ mm_ops, page, level }: CallbackArg): Task {
  yield* kvm_pgtable_stage2_free_unlinked(mm_ops, page, level);
}

/** EL2 has the only walker in hand, and frees at once (arch/arm64/kvm/hyp/nvhe/mem_protect.c). */
export function* free_unlinked_table_now(mm_ops: MmOps, page: TablePage, level: number): Task {
  yield* kvm_pgtable_stage2_free_unlinked(mm_ops, page, level);
}
