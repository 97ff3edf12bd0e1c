import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Mutex } from "../../src/kernel/mutex.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator } from "../../src/kernel/slab.ts";
import { Srcu } from "../../src/kernel/srcu.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { LifecycleKnobs } from "./knobs.ts";
import { MemoryCache } from "./memory-cache.ts";
import type { NestedMmus } from "./nested-mmus.ts";
import type { Pgtable } from "./pgtable.ts";
import { Users } from "./users.ts";

export type LifecycleDesign = KnobDesign<LifecycleKnobs>;

/** Blocks of the one memslot, which eager splitting turns into tables. */
export const BLOCKS = 2;

/** How far the memslot has come; its flags change under slots_lock. */
export type Slot = "none" | "there" | "logged";

/** What every VM of a run shares. */
export class Machine {
  readonly world: World;
  readonly knobs: LifecycleKnobs;
  readonly memory: Allocator;
  /** The VM that the tasks are about. */
  readonly kvm: Kvm;
  /** ioctls that will still be made: they hold the file, and the mm unless they may race with its end. */
  readonly ioctls: Users;

  constructor(world: World, { settings, tasks }: Scenario, { knobs }: LifecycleDesign) {
    this.world = world;
    this.knobs = knobs;
    this.memory = new Allocator(world, Number(settings["failures"]));
    this.kvm = new Kvm(this);
    const calls = tasks.filter(({ role }) => role === "vmm").map(({ commands }) => commands.length);
    this.ioctls = new Users(
      world,
      "the VM's file",
      calls.reduce((sum, count) => sum + count, 0),
    );
  }
}

/** `struct kvm` with its `struct kvm_s2_mmu`, as far as it is about who frees what. */
export class Kvm {
  readonly world: World;
  readonly knobs: LifecycleKnobs;
  readonly memory: Allocator;
  readonly mmu_lock: RwLock;
  readonly slots_lock: Mutex;
  /** Of kvm->srcu and of the notifiers' domain: whoever waits for one may as well wait for both. */
  readonly srcu: Srcu;
  /** Whether the mm still has the notifier in its list. */
  readonly hashed: Cell<boolean>;
  readonly pgt: Cell<Pgtable | null>;
  readonly split_page_cache: MemoryCache;
  readonly split_page_chunk_size: Cell<number>;
  readonly slot: Cell<Slot>;
  readonly nested_mmus: Cell<NestedMmus | null>;
  /** Handle of a protected VM; 0 is that of no VM. */
  readonly handle: Cell<number>;

  constructor({ world, knobs, memory }: Pick<Machine, "world" | "knobs" | "memory">) {
    this.world = world;
    this.knobs = knobs;
    this.memory = memory;
    this.mmu_lock = new RwLock(world, "mmu_lock");
    this.slots_lock = new Mutex(world, "slots_lock");
    this.srcu = new Srcu(world, "srcu");
    this.hashed = cell(world, "hashed", false);
    this.pgt = cell<Pgtable | null>(world, "mmu->pgt", null);
    this.split_page_cache = new MemoryCache(world);
    this.split_page_chunk_size = cell(world, "split_page_chunk_size", 1);
    this.slot = cell<Slot>(world, "memslot", "none");
    this.nested_mmus = cell<NestedMmus | null>(world, "nested_mmus", null);
    this.handle = cell(world, "handle", 0);
  }
}
