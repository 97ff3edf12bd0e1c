import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Spinlock } from "../../src/kernel/spinlock.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { TrackingKnobs } from "./knobs.ts";
import { StoreBuffer } from "./store-buffers.ts";

export type TrackingDesign = KnobDesign<TrackingKnobs>;

/** Entries of the guest's one table. */
export const ENTRIES = 2;

/** Of the setting `begun`: the table is shadowed when the tasks begin, and its parent entry has been taken away. */
const BEGUN_AND_GONE = 2;

/** An entry of the guest, and what claims want to know of it. */
export class GuestEntry {
  /** In memory: where it leads, 0 if nowhere. */
  readonly gpte: Cell<number>;
  /** The same in the shadow. */
  readonly spte: Cell<number>;
  /** The guest has changed it where it was present and has not flushed since: any of both may be seen. */
  isOwed = false;
  /** Writes that are under way, and those that have got through. */
  writes = 0;
  changes = 0;

  constructor(world: World, index: number, initial: number) {
    this.gpte = cell(world, "gpte", initial, index);
    this.spte = cell(world, "spte", 0, index);
  }
}

/** A guest's table, the entry of its parent that leads to it, and its shadow (arch/x86/kvm/mmu/mmu.c). */
export class Vm {
  readonly world: World;
  readonly knobs: TrackingKnobs;
  readonly mmu_lock: Spinlock;
  readonly entries: readonly GuestEntry[];
  /** The guest's parent entry: whether it leads to the table. */
  readonly parent: Cell<number>;
  /** The same in the shadow. */
  readonly linked: Cell<boolean>;
  /** Whether the guest can write to the table without KVM. */
  readonly writable: Cell<boolean>;
  readonly shadowed: Cell<boolean>;
  readonly unsync: Cell<boolean>;
  readonly indirect_shadow_pages: Cell<number>;
  /** Another word of the table's page, which the guest only adds to. */
  readonly counter: Cell<number>;
  /** How often it did. */
  additions = 0;
  /** By CPU, which is the place of its task. */
  readonly buffers: readonly StoreBuffer[];

  constructor(world: World, { settings, tasks }: Scenario, { knobs }: TrackingDesign) {
    this.world = world;
    this.knobs = knobs;
    this.mmu_lock = new Spinlock(world, "mmu_lock");
    const begun = Number(settings["begun"]);
    this.entries = Array.from({ length: ENTRIES }, (_, index) => new GuestEntry(world, index, begun > 0 ? 1 : 0));
    this.parent = cell(world, "parent", begun === BEGUN_AND_GONE ? 0 : 1);
    this.linked = cell(world, "linked", false);
    this.writable = cell(world, "writable", true);
    this.shadowed = cell(world, "shadowed", false);
    this.unsync = cell(world, "unsync", false);
    this.indirect_shadow_pages = cell(world, "indirect_shadow_pages", 0);
    this.counter = cell(world, "counter", 0);
    const isWeak = settings["weak"] === true;
    if (begun > 0) {
      this.#shadow();
    }
    this.buffers = tasks.map(({ commands }, cpu) => new StoreBuffer(world, cpu, commands.length, isWeak));
  }

  /** Whether the guest may get to the table: by its own parent entry, or by the shadow's while that is taken away. */
  get isReached(): boolean {
    return this.parent.peek === 1 || this.linked.peek;
  }

  /** The table was reached before the tasks begin, and is shadowed since. */
  #shadow(): void {
    this.shadowed.peek = true;
    this.writable.peek = false;
    this.indirect_shadow_pages.peek = 1;
    for (const { gpte, spte } of this.entries) {
      spte.peek = gpte.peek;
    }
  }
}
