import type { Task } from "../../src/core/task.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { WRITE_ONCE } from "../../src/kernel/cell.ts";
import { page_count, put_page } from "../../src/kernel/page.ts";
import { kvm_granule_size } from "./geometry.ts";
import { kvm_pte_follow } from "./mm-ops.ts";
import type { MmOps } from "./mm-ops.ts";
import { stage2_pte_is_counted } from "./pte.ts";
import type { TablePage } from "./table-page.ts";
import { __kvm_pgtable_walk, KVM_PGTABLE_WALK_LEAF, KVM_PGTABLE_WALK_TABLE_POST } from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

function* stage2_free_leaf({ ptep }: VisitCtx<null>): Task<number> {
  yield* put_page(ptep.page);
  return 0;
}

function* stage2_free_table_post({ ptep, old, mm_ops }: VisitCtx<null>): Task<number> {
  const childp = kvm_pte_follow(mm_ops, old);
  if (mm_ops.quirks.destroyed === "walked") {
    yield* put_page(ptep.page);
    yield* put_page(childp);
    return 0;
  }
  if ((yield* page_count(childp)) !== 1) {
    return 0;
  }
  yield* put_page(ptep.page);
  yield* put_page(childp);
  // Or the next part of a teardown in parts would walk into the freed page.
  yield* WRITE_ONCE(ptep, 0);
  return 0;
}

/** Gives the references of entries back. A leaf's entry stays as it is: nobody comes here a second time. */
function stage2_free_walker(ctx: VisitCtx<null>, visit: number): Task<number> | number {
  if (!stage2_pte_is_counted(ctx.old)) {
    return 0;
  }
  return visit === KVM_PGTABLE_WALK_LEAF ? stage2_free_leaf(ctx) : stage2_free_table_post(ctx);
}

export const FREE_WALKER = {
  cb: stage2_free_walker,
  arg: null,
  flags: KVM_PGTABLE_WALK_LEAF | KVM_PGTABLE_WALK_TABLE_POST,
};

/** Frees a table that nobody can find any more with all below it; its entry was at `level`. The last reference goes here. */
export function* kvm_pgtable_stage2_free_unlinked(mm_ops: MmOps, pgtable: TablePage, level: number): Task {
  const { world, geometry } = mm_ops;
  const data = { walker: FREE_WALKER, start: 0, addr: 0, end: kvm_granule_size(geometry, level) };
  const ret = yield* __kvm_pgtable_walk(data, mm_ops, pgtable, level + 1);
  WARN_ON(world, ret !== 0, "__kvm_pgtable_walk(&data, mm_ops, ptep, level + 1)");
  const { lastPut } = mm_ops.quirks;
  if (lastPut === "none") {
    return;
  }
  const count = yield* page_count(pgtable);
  WARN_ON(world, count !== 1, "mm_ops->page_count(pgtable) != 1");
  yield* put_page(pgtable);
  if (lastPut === "two") {
    yield* put_page(pgtable);
  }
}
