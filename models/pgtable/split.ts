import type { Task } from "../../src/core/task.ts";
import { read_plain } from "../../src/kernel/cell.ts";
import { EAGAIN, EINVAL, ENOMEM } from "../../src/kernel/errno.ts";
import { put_page } from "../../src/kernel/page.ts";
import { IS_ALIGNED, kvm_granule_size, KVM_PGTABLE_LAST_LEVEL, PAGE_SIZE } from "./geometry.ts";
import type { PageGeometry } from "./geometry.ts";
import { stage2_map_walker } from "./map-walker.ts";
import type { KvmMmuMemoryCache } from "./memory-cache.ts";
import { zalloc_page } from "./mm-ops.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { kvm_pgtable_stage2_pte_prot, stage2_set_prot_attr } from "./prot.ts";
import { kvm_init_table_pte, kvm_pte_valid, pte_frame } from "./pte.ts";
import { stage2_make_pte, stage2_try_break_pte } from "./set-pte.ts";
import type { TablePage } from "./table-page.ts";
import { dsb_ishst } from "./tlb.ts";
import { kvm_pgtable_stage2_free_unlinked } from "./unlinked.ts";
import {
  __kvm_pgtable_walk,
  kvm_pgtable_walk,
  KVM_PGTABLE_WALK_LEAF,
  KVM_PGTABLE_WALK_SHARED,
  KVM_PGTABLE_WALK_SKIP_BBM_TLBI,
  KVM_PGTABLE_WALK_SKIP_CMO,
} from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

/**
 * A table, seen by nobody, that maps what a block at `level` does, down to pages with `force_pte`. A negative error if the
 * cache does not suffice; then nothing is left of it.
 */
function* kvm_pgtable_stage2_create_unlinked(
  pgt: KvmPgtable,
  phys: number,
  level: number,
  prot: number,
  mc: KvmMmuMemoryCache,
  force_pte: boolean,
): Task<TablePage | number> {
  const { mm_ops } = pgt;
  const end = kvm_granule_size(mm_ops.geometry, level);
  if (!IS_ALIGNED(phys, end)) {
    return -EINVAL;
  }
  const attr = stage2_set_prot_attr(pgt, prot);
  if (attr < 0) {
    return attr;
  }
  const pgtable = yield* zalloc_page(mm_ops, mc);
  if (pgtable === null) {
    return -ENOMEM;
  }
  pgtable.level = level + 1;
  const arg = { pgt, phys, attr, pte_annot: null, memcache: mc, force_pte, unlinked: null };
  const flags = KVM_PGTABLE_WALK_LEAF | KVM_PGTABLE_WALK_SKIP_BBM_TLBI | KVM_PGTABLE_WALK_SKIP_CMO;
  const data = { walker: { cb: stage2_map_walker, arg, flags }, start: 0, addr: 0, end };
  const ret = yield* __kvm_pgtable_walk(data, mm_ops, pgtable, level + 1);
  if (ret !== 0) {
    yield* kvm_pgtable_stage2_free_unlinked(mm_ops, pgtable, level);
    return ret;
  }
  return pgtable;
}

/** How many pages a tree down to pages needs in the place of a block at `level`, or -EINVAL if there are no blocks. */
function stage2_block_get_nr_page_tables({ minBlockLevel, PTRS_PER_PTE }: PageGeometry, level: number): number {
  if (level < minBlockLevel) {
    return -EINVAL;
  }
  return level === KVM_PGTABLE_LAST_LEVEL - 1 ? 1 : PTRS_PER_PTE + 1;
}

interface SplitData {
  readonly pgt: KvmPgtable;
  readonly mc: KvmMmuMemoryCache;
}

/** Only blocks are split. */
const stage2_split_walker = (ctx: VisitCtx<SplitData>): Task<number> | number =>
  ctx.level === KVM_PGTABLE_LAST_LEVEL || !kvm_pte_valid(ctx.old) ? 0 : splitBlock(ctx);

function* splitBlock(ctx: VisitCtx<SplitData>): Task<number> {
  const { old, level, mm_ops, arg } = ctx;
  const tree = stage2_block_get_nr_page_tables(mm_ops.geometry, level);
  if (tree < 0) {
    return tree;
  }
  // One level with what there is, if it is not enough for all: the walk comes by the new entries next.
  const nobjs = yield* read_plain(arg.mc.nobjs);
  const force_pte = nobjs >= tree;
  if (nobjs < (force_pte ? tree : 1)) {
    return -ENOMEM;
  }
  const phys = pte_frame(old) * PAGE_SIZE(mm_ops.geometry);
  const prot = kvm_pgtable_stage2_pte_prot(old);
  const childp = yield* kvm_pgtable_stage2_create_unlinked(arg.pgt, phys, level, prot, arg.mc, force_pte);
  if (typeof childp === "number") {
    return childp;
  }
  if (!(yield* stage2_try_break_pte(ctx, arg.pgt.mmu))) {
    yield* kvm_pgtable_stage2_free_unlinked(mm_ops, childp, level);
    if (mm_ops.quirks.splitPut === "callerToo") {
      yield* put_page(childp);
    }
    return -EAGAIN;
  }
  yield* stage2_make_pte(ctx, kvm_init_table_pte(childp));
  return 0;
}

/** Puts tables of the same meaning in the place of blocks, with pages of `mc`; mmu_lock W. What is done when they run out, stays. */
export function* kvm_pgtable_stage2_split(
  pgt: KvmPgtable,
  addr: number,
  size: number,
  mc: KvmMmuMemoryCache,
): Task<number> {
  const shared = pgt.mm_ops.quirks.splitWalk === "shared" ? KVM_PGTABLE_WALK_SHARED : 0;
  const walker = { cb: stage2_split_walker, arg: { pgt, mc }, flags: KVM_PGTABLE_WALK_LEAF | shared };
  const ret = yield* kvm_pgtable_walk(pgt, addr, size, walker);
  yield* dsb_ishst(pgt.mm_ops);
  return ret;
}
