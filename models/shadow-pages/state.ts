import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator } from "../../src/kernel/slab.ts";
import { Spinlock } from "../../src/kernel/spinlock.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { PagesKnobs } from "./knobs.ts";
import { ENTRIES, ListCell } from "./spte.ts";
import type { ShadowPage, Spte } from "./spte.ts";

export type PagesDesign = KnobDesign<PagesKnobs>;

/** Guest frames 0 and 1 are memory, 2 is a device's. */
export const GFNS = 2;
export const MMIO_GFN = 2;

export class Vm {
  readonly world: World;
  readonly knobs: PagesKnobs;
  readonly memory: Allocator;
  readonly mmu_lock: RwLock;
  readonly mmu_unsync_pages_lock: Spinlock;
  /** The guest's table, which it writes to by itself: the gfn of each entry. */
  readonly gptes: readonly Cell<number>[];
  /** `active_mmu_pages`, the oldest first. */
  readonly pages: ListCell<ShadowPage>;
  /** `kvm_rmap_head`, by gfn. */
  readonly rmaps: readonly ListCell<Spte>[];
  /** What the hardware, or a fault, has logged since the log was taken, by gfn. */
  readonly dirty: readonly Cell<boolean>[];
  /** Pages that the host knows to be written to, by gfn. */
  readonly host_dirty: readonly Cell<boolean>[];
  readonly unsync: readonly Cell<boolean>[];
  readonly unsync_children: Cell<number>;
  /** So many shadow pages may be used. */
  readonly limit: number;
  /** Gfns that were written since the log was taken: for claims. */
  readonly written = new Set<number>();
  /** Gfns that were written since the host dropped their page: for claims. */
  readonly unsaved = new Set<number>();
  /** Shadow pages made so far: gives their names. */
  made = 0;

  constructor(world: World, { settings }: Scenario, { knobs }: PagesDesign) {
    this.world = world;
    this.knobs = knobs;
    this.memory = new Allocator(world);
    this.mmu_lock = new RwLock(world, "mmu_lock");
    this.mmu_unsync_pages_lock = new Spinlock(world, "mmu_unsync_pages_lock");
    this.gptes = Array.from({ length: ENTRIES }, (_, index) => cell(world, "gpte", 0, index));
    this.pages = new ListCell<ShadowPage>(world, "active_mmu_pages", []);
    this.rmaps = Array.from({ length: GFNS }, (_, gfn) => new ListCell<Spte>(world, "rmap", [], gfn));
    this.dirty = Array.from({ length: GFNS }, (_, gfn) => cell(world, "dirty", false, gfn));
    this.host_dirty = Array.from({ length: GFNS }, (_, gfn) => cell(world, "PageDirty", false, gfn));
    this.unsync = Array.from({ length: GFNS }, (_, gfn) => cell(world, "unsync", false, gfn));
    this.unsync_children = cell(world, "unsync_children", 0);
    this.limit = Number(settings["limit"]);
  }
}
