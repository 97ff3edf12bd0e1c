import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Mutex } from "../../src/kernel/mutex.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator } from "../../src/kernel/slab.ts";
import { Spinlock } from "../../src/kernel/spinlock.ts";
import { Srcu } from "../../src/kernel/srcu.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { Counter } from "./counter.ts";
import { Frame, HostPte } from "./host.ts";
import type { FaultKnobs } from "./knobs.ts";

/** A slot that is deleted is invalid first, for faults, and then gone, for notifiers too. */
export type SlotState = "valid" | "invalid" | "gone";

export type FaultDesign = KnobDesign<FaultKnobs>;

/** Pages of the VM; each is a memslot of its own. */
export const PAGES = 2;

/** A stage-2 root with a leaf a page. */
export class Root {
  readonly label: string;
  /** False once a change of the memslots has given it up. */
  readonly valid: Cell<boolean>;
  /** It is given up and was emptied: nobody will look at it again. */
  isDone = false;
  readonly leaves: readonly Cell<Frame | null>[];

  constructor(world: World, index: number) {
    this.label = `root[${index}]`;
    this.valid = cell(world, "valid", true, index);
    this.leaves = Array.from({ length: PAGES }, (_, page) =>
      cell<Frame | null>(world, `${this.label}.leaf`, null, page),
    );
  }
}

/** `struct gfn_to_pfn_cache` of page 0 (virt/kvm/pfncache.c). */
export class PfnCache {
  readonly refresh_lock: Mutex;
  readonly lock: RwLock;
  readonly valid: Cell<boolean>;
  readonly frame: Cell<Frame | null>;

  constructor(world: World) {
    this.refresh_lock = new Mutex(world, "gpc->refresh_lock");
    this.lock = new RwLock(world, "gpc->lock");
    this.valid = cell(world, "gpc->valid", false);
    this.frame = cell<Frame | null>(world, "gpc->pfn", null);
  }
}

export class Vm {
  readonly world: World;
  readonly knobs: FaultKnobs;
  readonly memory: Allocator;
  readonly mmu_lock: RwLock;
  readonly slots_lock: Mutex;
  readonly srcu: Srcu;
  readonly seq: Counter;
  readonly in_progress: Counter;
  readonly mn_active: Counter;
  readonly ptes: readonly HostPte[];
  readonly slots: readonly Cell<SlotState>[];
  /** Whether any task changes them: otherwise nobody can tell how they are looked at. */
  readonly slotsChange: boolean;
  readonly mn_invalidate_lock: Spinlock;
  /** In the order in which they come into use. */
  readonly roots: readonly Root[];
  readonly root: Cell<Root>;
  readonly gpc: PfnCache;
  /** Frames made so far: gives their numbers. */
  frames = PAGES;
  /** Frames of which KVM has been told that they go: claims ask, no code path does. */
  readonly gone = new Set<Frame>();

  constructor(world: World, { settings, tasks }: Scenario, { knobs }: FaultDesign) {
    this.world = world;
    this.knobs = knobs;
    this.memory = new Allocator(world, Number(settings["failures"]));
    this.mmu_lock = new RwLock(world, "mmu_lock");
    this.slots_lock = new Mutex(world, "slots_lock");
    this.srcu = new Srcu(world, "srcu");
    this.seq = new Counter(world, "mmu_invalidate_seq", Number(settings["seq"]));
    this.in_progress = new Counter(world, "mmu_invalidate_in_progress", 0);
    this.mn_active = new Counter(world, "mn_active_invalidate_count", 0);
    const pfnmap = settings["pfnmap"] === true;
    this.ptes = Array.from({ length: PAGES }, (_, page) => {
      return new HostPte(world, "host pte", new Frame(world, page, pfnmap && page === 0), page);
    });
    this.slots = Array.from({ length: PAGES }, (_, slot) => cell<SlotState>(world, "memslot", "valid", slot));
    this.mn_invalidate_lock = new Spinlock(world, "mn_invalidate_lock");
    const deletes = tasks.flatMap(({ commands }) => commands).filter(({ name }) => name === "delete_memslot").length;
    this.slotsChange = deletes > 0;
    this.roots = Array.from({ length: 1 + deletes }, (_, index) => new Root(world, index));
    this.root = cell(world, "mmu->root", this.roots[0]!);
    this.gpc = new PfnCache(world);
  }
}
