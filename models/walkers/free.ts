import type { Task } from "../../src/core/task.ts";
import { put_page } from "../../src/kernel/page.ts";
import { free_unlinked_table_now, stage2_free_unlinked_table } from "../pgtable/free-unlinked.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import type { FreeUnlinked, MmOps } from "../pgtable/mm-ops.ts";
import type { TablePage } from "../pgtable/table-page.ts";
import { FREE_WALKER } from "../pgtable/unlinked.ts";
import { __kvm_pgtable_walk } from "../pgtable/walk.ts";
import type { WalkerKnobs } from "./knobs.ts";

/** Gives back the references of the entries and one more: the page goes with the last walker that holds one. */
function* drop_unlinked_table(mm_ops: MmOps, page: TablePage, level: number): Task {
  const data = { walker: FREE_WALKER, start: 0, addr: 0, end: kvm_granule_size(mm_ops.geometry, level) };
  yield* __kvm_pgtable_walk(data, mm_ops, page, level + 1);
  yield* put_page(page);
}

export const FREE_UNLINKED: Readonly<Record<WalkerKnobs["free"], FreeUnlinked>> = {
  rcu: stage2_free_unlinked_table,
  now: free_unlinked_table_now,
  dropped: drop_unlinked_table,
};
