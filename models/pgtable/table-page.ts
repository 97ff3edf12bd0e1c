import type { World } from "../../src/core/world.ts";
import { Memory } from "../../src/kernel/slab.ts";
import { Page } from "../../src/kernel/page.ts";
import type { PageGeometry } from "./geometry.ts";
import { Pte } from "./pte.ts";

/** A page that holds a table. `count` is 1 and one for each entry that is not 0, while nobody is about to change one. */
export class TablePage extends Page {
  readonly entries: readonly Pte[];
  /** Where it is in memory: what entries that point to it hold. -1 until it leaves its cache. */
  pfn = -1;
  /** Level of its entries; for reports. */
  level: number;

  constructor(world: World, g: PageGeometry, level: number, area?: Memory) {
    super(world, "table");
    this.level = level;
    if (area !== undefined) {
      this.owner = area;
    }
    this.entries = Array.from({ length: g.PTRS_PER_PTE }, (_, index) => new Pte(this, index));
  }

  override get label(): string {
    return `table ${this.pfn}`;
  }
}

/** The pages of a root, which are allocated and freed as one area. */
export function zalloc_pages_exact(world: World, g: PageGeometry): TablePage[] {
  const area = new Memory("the root");
  world.allocations.add(area);
  return Array.from({ length: g.pgdPages }, () => new TablePage(world, g, g.start_level, area));
}
