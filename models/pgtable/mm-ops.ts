import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { Shared } from "../../src/core/shared.ts";
import type { Rcu } from "../../src/kernel/rcu.ts";
import type { Allocator } from "../../src/kernel/slab.ts";
import type { PageGeometry } from "./geometry.ts";
import { kvm_mmu_memory_cache_alloc } from "./memory-cache.ts";
import type { KvmMmuMemoryCache } from "./memory-cache.ts";
import { pte_frame } from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";
import { NO_QUIRKS } from "./quirks.ts";
import type { PgtableQuirks } from "./quirks.ts";
import type { TablePage } from "./table-page.ts";

/** A table that a walker has taken out. */
export interface Unlinked {
  readonly page: TablePage;
  /** That of the entry that pointed to it. */
  readonly level: number;
}

/** What becomes of a table that a walker has taken out, whose entry was at `level`. */
export type FreeUnlinked = (mm_ops: MmOps, page: TablePage, level: number) => Task;

/** `struct kvm_pgtable_mm_ops`: where tables come from and go to, and how one finds a table by its address. */
export class MmOps extends Shared {
  readonly geometry: PageGeometry;
  readonly allocator: Allocator;
  /** Null at EL2, which has no RCU: walks that others may join are refused there. */
  readonly rcu: Rcu | null;
  readonly free_unlinked: FreeUnlinked;
  readonly quirks: PgtableQuirks;
  /** Table pages by frame. A frame is never used again, so that a stale pointer stays one. */
  readonly pages: TablePage[] = [];

  constructor(
    world: World,
    geometry: PageGeometry,
    allocator: Allocator,
    rcu: Rcu | null,
    free_unlinked: FreeUnlinked,
    quirks: PgtableQuirks = NO_QUIRKS,
  ) {
    super(world, "mm_ops");
    this.geometry = geometry;
    this.allocator = allocator;
    this.rcu = rcu;
    this.free_unlinked = free_unlinked;
    this.quirks = quirks;
  }
}

/** Gives a page a frame, by default the next one. */
export function place_page(mm_ops: MmOps, page: TablePage, pfn = mm_ops.pages.length): TablePage {
  page.pfn = pfn;
  mm_ops.pages[pfn] = page;
  return page;
}

/** A zeroed page from the cache, or null. */
export function* zalloc_page(mm_ops: MmOps, mc: KvmMmuMemoryCache): Task<TablePage | null> {
  const page = yield* kvm_mmu_memory_cache_alloc(mc);
  if (page === null) {
    return null;
  }
  if (mc.nextPfn < 0) {
    place_page(mm_ops, page);
  } else {
    place_page(mm_ops, page, mc.nextPfn++);
  }
  mm_ops.world.emit("zalloc_page", page);
  return page;
}

export const kvm_pte_follow = (mm_ops: MmOps, pte: kvm_pte_t): TablePage => mm_ops.pages[pte_frame(pte)]!;
