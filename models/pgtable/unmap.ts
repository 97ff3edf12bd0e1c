import type { Task } from "../../src/core/task.ts";
import { WRITE_ONCE } from "../../src/kernel/cell.ts";
import { page_count, put_page } from "../../src/kernel/page.ts";
import { call_rcu } from "../../src/kernel/rcu.ts";
import { dcache_clean_inval_poc } from "./cmo.ts";
import { kvm_granule_size, PAGE_SIZE } from "./geometry.ts";
import { kvm_pte_follow } from "./mm-ops.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { stage2_pte_cacheable } from "./prot.ts";
import { kvm_pte_table, kvm_pte_valid, pte_frame, stage2_pte_is_counted } from "./pte.ts";
import type { TablePage } from "./table-page.ts";
import { __kvm_tlb_flush_vmid_ipa, kvm_tlb_flush_vmid_range, TLBI_TTL_UNKNOWN } from "./tlb.ts";
import { kvm_pgtable_walk, KVM_PGTABLE_WALK_LEAF, KVM_PGTABLE_WALK_TABLE_POST } from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

/** One range TLBI after the walk instead of one for each leaf: pointless where each leaf has to be cleaned anyway. */
const stage2_unmap_defer_tlb_flush = ({ mmu }: KvmPgtable): boolean => mmu.caps.tlbirange && mmu.caps.fwb;

function* stage2_unmap_put_pte(ctx: VisitCtx<KvmPgtable>): Task {
  yield* WRITE_ONCE(ctx.ptep, 0);
  if (ctx.mm_ops.quirks.unmapOrder !== "freeFirst") {
    yield* flushEntry(ctx);
  }
  yield* put_page(ctx.ptep.page);
}

function* flushEntry({ old, addr, level, mm_ops: { quirks }, arg: pgt }: VisitCtx<KvmPgtable>): Task {
  const defer = stage2_unmap_defer_tlb_flush(pgt);
  if (kvm_pte_table(old, level)) {
    if (!defer || quirks.tableFlush === "atOnce") {
      yield* __kvm_tlb_flush_vmid_ipa(pgt.mmu, addr, quirks.tableHint === "level" ? level : TLBI_TTL_UNKNOWN);
    }
  } else if (!defer) {
    yield* __kvm_tlb_flush_vmid_ipa(pgt.mmu, addr, level);
  }
}

/** The table that an unmap has left empty, and whose entry is gone. */
function* freeEmptyTable({ level, mm_ops }: VisitCtx<KvmPgtable>, childp: TablePage): Task {
  mm_ops.world.sometimes("an unmap freed a table");
  switch (mm_ops.quirks.unmapFree) {
    case "put":
      yield* put_page(childp);
      break;
    case "putRcu":
      yield* call_rcu(mm_ops.rcu!, childp, put_page_rcu_cb, childp);
      break;
    case "freeUnlinked":
      yield* mm_ops.free_unlinked(mm_ops, childp, level);
      break;
    default:
      mm_ops.quirks.unmapFree satisfies never;
  }
}

function* put_page_rcu_cb(childp: TablePage): Task {
  yield* put_page(childp);
}

function stage2_unmap_walker(ctx: VisitCtx<KvmPgtable>): Task<number> | number {
  if (kvm_pte_valid(ctx.old)) {
    return unmapValid(ctx);
  }
  return stage2_pte_is_counted(ctx.old) ? forgetAnnotation(ctx) : 0;
}

function* forgetAnnotation({ ptep }: VisitCtx<KvmPgtable>): Task<number> {
  yield* WRITE_ONCE(ptep, 0);
  yield* put_page(ptep.page);
  return 0;
}

function* unmapValid(ctx: VisitCtx<KvmPgtable>): Task<number> {
  const { old, level, mm_ops, arg: pgt } = ctx;
  let childp: TablePage | null = null;
  let need_flush = false;
  if (kvm_pte_table(old, level)) {
    childp = kvm_pte_follow(mm_ops, old);
    if ((yield* page_count(childp)) !== 1) {
      return 0;
    }
  } else if (stage2_pte_cacheable(pgt, old)) {
    need_flush = !pgt.mmu.caps.fwb;
  }
  const isLast = mm_ops.quirks.unmapOrder === "clearLast";
  if (childp !== null && isLast) {
    yield* freeEmptyTable(ctx, childp);
  }
  yield* stage2_unmap_put_pte(ctx);
  if (need_flush) {
    const { geometry } = mm_ops;
    const pa = pte_frame(old) * PAGE_SIZE(geometry);
    yield* dcache_clean_inval_poc(mm_ops, pa, kvm_granule_size(geometry, level));
  }
  if (childp !== null && !isLast) {
    yield* freeEmptyTable(ctx, childp);
  }
  if (mm_ops.quirks.unmapOrder === "freeFirst") {
    yield* flushEntry(ctx);
  }
  return 0;
}

/** Takes out every leaf that the range touches, each whole, and the tables that this leaves empty; mmu_lock W. */
export function* kvm_pgtable_stage2_unmap(pgt: KvmPgtable, addr: number, size: number): Task<number> {
  const flags = KVM_PGTABLE_WALK_LEAF | KVM_PGTABLE_WALK_TABLE_POST;
  const ret = yield* kvm_pgtable_walk(pgt, addr, size, { cb: stage2_unmap_walker, arg: pgt, flags });
  if (stage2_unmap_defer_tlb_flush(pgt)) {
    yield* kvm_tlb_flush_vmid_range(pgt.mmu, PAGE_SIZE(pgt.mm_ops.geometry), addr, size);
  }
  return ret;
}
