import type { Task } from "../../src/core/task.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { E2BIG, EAGAIN, EINVAL, ENOMEM } from "../../src/kernel/errno.ts";
import { get_page, put_page } from "../../src/kernel/page.ts";
import { dcache_clean_inval_poc, icache_inval_pou } from "./cmo.ts";
import { IS_ALIGNED, kvm_granule_size, KVM_PGTABLE_LAST_LEVEL, PAGE_SIZE } from "./geometry.ts";
import type { KvmMmuMemoryCache } from "./memory-cache.ts";
import { kvm_pte_follow, zalloc_page } from "./mm-ops.ts";
import type { Unlinked } from "./mm-ops.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { stage2_pte_cacheable } from "./prot.ts";
import {
  kvm_init_table_pte,
  kvm_init_valid_leaf_pte,
  kvm_pte_table,
  KVM_PTE_LEAF_ATTR_HI_SW,
  KVM_PTE_LEAF_ATTR_S2_PERMS,
  kvm_pte_valid,
  pte_diff,
  stage2_pte_executable,
  stage2_pte_is_counted,
} from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";
import { stage2_make_pte, stage2_overwrite_pte, stage2_try_break_pte, stage2_try_set_pte } from "./set-pte.ts";
import type { TablePage } from "./table-page.ts";
import { tear_down_unlinked } from "./tear-down.ts";
import { kvm_pgtable_walk_shared, KVM_PGTABLE_WALK_SKIP_CMO, KVM_PGTABLE_WALK_TABLE_PRE } from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

/** `struct stage2_map_data`. */
export interface Stage2MapData {
  readonly pgt: KvmPgtable;
  /** Moves along only where frames come from a cursor. */
  phys: number;
  readonly attr: number;
  /** What to write instead of leaves, or null. */
  readonly pte_annot: kvm_pte_t | null;
  readonly memcache: KvmMmuMemoryCache | null;
  /** Pages only. */
  readonly force_pte: boolean;
  /** The table that this walk took out last. */
  unlinked: TablePage | null;
}

type Ctx = VisitCtx<Stage2MapData>;

/** From the address, not counted along: an entry that was skipped cannot shift what comes after it. */
const stage2_map_walker_phys_addr = ({ addr, start, arg, mm_ops }: Ctx): number =>
  mm_ops.quirks.frame === "cursor" ? arg.phys : arg.phys + (addr - start);

function kvm_block_mapping_supported({ addr, end, level, mm_ops }: Ctx, phys: number): boolean {
  const granule = kvm_granule_size(mm_ops.geometry, level);
  if (level < mm_ops.geometry.minBlockLevel || granule > end - addr) {
    return false;
  }
  return IS_ALIGNED(phys, granule) && IS_ALIGNED(addr, granule);
}

function stage2_leaf_mapping_allowed(ctx: Ctx): boolean {
  if (ctx.arg.force_pte && ctx.level < KVM_PGTABLE_LAST_LEVEL) {
    return false;
  }
  return ctx.arg.pte_annot !== null || kvm_block_mapping_supported(ctx, stage2_map_walker_phys_addr(ctx));
}

const stage2_pte_needs_update = ({ old, mm_ops }: Ctx, pte: kvm_pte_t): boolean =>
  mm_ops.quirks.sameLeaf === "replaces" ||
  !kvm_pte_valid(old) ||
  !kvm_pte_valid(pte) ||
  (pte_diff(old, pte) & ~KVM_PTE_LEAF_ATTR_S2_PERMS) !== 0;

function* cleanFrame({ flags, arg, level, mm_ops }: Ctx, phys: number, pte: kvm_pte_t): Task {
  if ((flags & KVM_PGTABLE_WALK_SKIP_CMO) !== 0) {
    return;
  }
  const granule = kvm_granule_size(mm_ops.geometry, level);
  if (stage2_pte_cacheable(arg.pgt, pte)) {
    yield* dcache_clean_inval_poc(mm_ops, phys, granule);
  }
  if (stage2_pte_executable(pte)) {
    yield* icache_inval_pou(mm_ops, phys, granule);
  }
}

/** Puts the leaf in: 0; -E2BIG if the entry is too large for it; -EAGAIN if it is there, or another walker was faster. */
function* stage2_map_walker_try_leaf(ctx: Ctx): Task<number> {
  const { arg, ptep, old, level, flags, mm_ops } = ctx;
  const phys = stage2_map_walker_phys_addr(ctx);
  if (!stage2_leaf_mapping_allowed(ctx)) {
    return -E2BIG;
  }
  const pte = arg.pte_annot ?? kvm_init_valid_leaf_pte(phys / PAGE_SIZE(mm_ops.geometry), arg.attr, level);
  if (!stage2_pte_needs_update(ctx, pte)) {
    return -EAGAIN;
  }
  // Only software bits change: no CPU can tell, so nothing has to be broken.
  if (!kvm_pgtable_walk_shared(flags) && (pte_diff(old, pte) & ~KVM_PTE_LEAF_ATTR_HI_SW) === 0) {
    const old_is_counted = stage2_pte_is_counted(old);
    if (old_is_counted !== stage2_pte_is_counted(pte)) {
      yield* old_is_counted ? put_page(ptep.page) : get_page(ptep.page);
    }
    yield* stage2_try_set_pte(ctx, pte);
    return 0;
  }
  if (isOverwritten(ctx, pte)) {
    yield* cleanFrame(ctx, phys, pte);
    if (!(yield* stage2_overwrite_pte(ctx, arg.pgt.mmu, pte))) {
      return -EAGAIN;
    }
  } else {
    if (!(yield* stage2_try_break_pte(ctx, arg.pgt.mmu))) {
      return -EAGAIN;
    }
    yield* cleanFrame(ctx, phys, pte);
    if (kvm_pte_table(old, level) && mm_ops.quirks.teardown !== "deferred") {
      yield* tear_down_unlinked(mm_ops, kvm_pte_follow(mm_ops, old), level + 1);
    }
    yield* stage2_make_pte(ctx, pte);
  }
  if (mm_ops.quirks.frame === "cursor") {
    arg.phys += kvm_granule_size(mm_ops.geometry, level);
  }
  return 0;
}

function isOverwritten({ old, level, mm_ops: { quirks } }: Ctx, pte: kvm_pte_t): boolean {
  if (quirks.bbm === "break" || !kvm_pte_valid(old) || !kvm_pte_valid(pte)) {
    return false;
  }
  return quirks.bbm === "overwrite" || kvm_pte_table(old, level);
}

/** A table in whose place a block can go: whoever replaces it owns what hung below. */
function* stage2_map_walk_table_pre(ctx: Ctx): Task<number> {
  const { mm_ops, old, level } = ctx;
  const childp = kvm_pte_follow(mm_ops, old);
  if (!stage2_leaf_mapping_allowed(ctx)) {
    return 0;
  }
  const ret = yield* stage2_map_walker_try_leaf(ctx);
  if (ret !== 0) {
    return ret;
  }
  ctx.arg.unlinked = childp;
  mm_ops.world.emit("free_unlinked_table", { page: childp, level } satisfies Unlinked);
  if (mm_ops.quirks.teardown === "deferred") {
    yield* mm_ops.free_unlinked(mm_ops, childp, level);
  }
  return 0;
}

/** The leaf, or an empty table in its place: what a block mapped besides is faulted in again. */
function* stage2_map_walk_leaf(ctx: Ctx): Task<number> {
  const { arg, mm_ops, level } = ctx;
  const ret = yield* stage2_map_walker_try_leaf(ctx);
  if (ret !== -E2BIG) {
    return ret;
  }
  if (WARN_ON(mm_ops.world, level === KVM_PGTABLE_LAST_LEVEL, "ctx->level == KVM_PGTABLE_LAST_LEVEL")) {
    return -EINVAL;
  }
  const childp = arg.memcache === null ? null : yield* zalloc_page(mm_ops, arg.memcache);
  if (childp === null) {
    return -ENOMEM;
  }
  if (!(yield* stage2_try_break_pte(ctx, arg.pgt.mmu))) {
    yield* put_page(childp);
    return -EAGAIN;
  }
  childp.level = level + 1;
  yield* stage2_make_pte(ctx, kvm_init_table_pte(childp));
  return 0;
}

export function stage2_map_walker(ctx: Ctx, visit: number): Task<number> {
  return visit === KVM_PGTABLE_WALK_TABLE_PRE ? stage2_map_walk_table_pre(ctx) : stage2_map_walk_leaf(ctx);
}
