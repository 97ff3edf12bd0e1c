import type { Memory } from "../../src/kernel/slab.ts";
import type { Page } from "../../src/kernel/page.ts";
import type { Cmo } from "./cmo.ts";
import type { Unlinked } from "./mm-ops.ts";
import type { TablePage } from "./table-page.ts";
import type { Part } from "./torn-down.ts";
import type { Tlbi } from "./tlb.ts";

/** What the walkers tell claims, by event name, each in the step that it describes and before any other task goes on. */
export interface PgtableEvents {
  /** A table page leaves its cache. */
  readonly zalloc_page: TablePage;
  /** Its last reference is gone. */
  readonly free_page: Page;
  /** A table was taken out, and is about to be freed in the way of the platform. */
  readonly free_unlinked_table: Unlinked;
  /** A callback is queued for it, which will free it. */
  readonly call_rcu: Memory;
  /** One more part of a table is torn down; between two of them the CPU may do something else. */
  readonly part_destroyed: Part;
  /** The root is about to be freed. */
  readonly free_pages_exact: readonly TablePage[];
  readonly tlbi: Tlbi;
  /** The domain of the barrier: `ish` and `nsh` after a TLBI, `ishst` after stores to a table. */
  readonly dsb: string;
  readonly dcache_clean_inval_poc: Cmo;
  readonly icache_inval_pou: Cmo;
  /** A WARN_ON fired; its condition. */
  readonly WARN_ON: string;
}
