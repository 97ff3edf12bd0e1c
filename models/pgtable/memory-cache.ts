import type { Task } from "../../src/core/task.ts";
import { cell, read_plain, write_plain } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { ENOMEM } from "../../src/kernel/errno.ts";
import { GFP_KERNEL_ACCOUNT } from "../../src/kernel/gfp.ts";
import { __free_page, alloc_page } from "../../src/kernel/page.ts";
import type { MmOps } from "./mm-ops.ts";
import { TablePage } from "./table-page.ts";

/**
 * `struct kvm_mmu_memory_cache`: table pages that were allocated while one could still sleep. Not locked: whoever may have it
 * in hand is up to the caller, and two who do are a data race.
 */
export class KvmMmuMemoryCache {
  readonly mm_ops: MmOps;
  readonly nobjs: Cell<number>;
  readonly objects: TablePage[] = [];
  /** The frame of the next page that leaves it; -1 where frames are counted over all caches. */
  nextPfn: number;

  /** Where tasks with caches of their own meet, `firstPfn` keeps the frames of one from hanging on what others have done. */
  constructor(mm_ops: MmOps, name: string, firstPfn = -1) {
    this.mm_ops = mm_ops;
    this.nextPfn = firstPfn;
    this.nobjs = cell(mm_ops.world, `${name}.nobjs`, 0);
  }
}

/** Fills it up to `min` pages; sleeps. 0 or -ENOMEM, which leaves in it what there was. */
export function* kvm_mmu_topup_memory_cache(mc: KvmMmuMemoryCache, min: number): Task<number> {
  const { mm_ops } = mc;
  for (let nobjs = yield* read_plain(mc.nobjs); nobjs < min; nobjs++) {
    const page = yield* alloc_page(
      mm_ops.allocator,
      GFP_KERNEL_ACCOUNT,
      () => new TablePage(mm_ops.world, mm_ops.geometry, 0),
    );
    if (page === null) {
      return -ENOMEM;
    }
    mc.objects[nobjs] = page;
    yield* write_plain(mc.nobjs, nobjs + 1);
  }
  return 0;
}

/** The page on top, or null; the kernel warns and tries GFP_ATOMIC, which may fail just as well. */
export function* kvm_mmu_memory_cache_alloc(mc: KvmMmuMemoryCache): Task<TablePage | null> {
  const nobjs = yield* read_plain(mc.nobjs);
  if (nobjs === 0) {
    return null;
  }
  yield* write_plain(mc.nobjs, nobjs - 1);
  return mc.objects[nobjs - 1]!;
}

export function* kvm_mmu_free_memory_cache(mc: KvmMmuMemoryCache): Task {
  for (;;) {
    const page = yield* kvm_mmu_memory_cache_alloc(mc);
    if (page === null) {
      return;
    }
    yield* __free_page(page);
  }
}
