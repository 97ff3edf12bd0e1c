import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Mutex } from "../../src/kernel/mutex.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator, Memory } from "../../src/kernel/slab.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { PoolKnobs } from "./knobs.ts";
import { Mm } from "./mm.ts";
import { Vncr } from "./vncr.ts";

export type PoolDesign = KnobDesign<PoolKnobs>;

/** Key of an MMU that stands for no guest. */
export const INVALID = 0;

/** `struct kvm_s2_mmu` of a shadow. */
export class S2Mmu {
  readonly memory: Memory;
  /** What stands for vttbr and vtcr. */
  readonly key: Cell<number>;
  readonly pgt: Cell<Memory | null>;
  readonly refcnt: Cell<number>;

  /** `from` is the MMU that moves to this memory. */
  constructor(world: World, memory: Memory, from: S2Mmu | Memory) {
    this.memory = memory;
    const old = from instanceof S2Mmu ? from : null;
    this.key = cell(world, `${memory.label}.key`, old?.key.peek ?? INVALID);
    this.pgt = cell<Memory | null>(world, `${memory.label}.pgt`, from instanceof S2Mmu ? from.pgt.peek : from);
    this.refcnt = cell(world, `${memory.label}.refcnt`, old?.refcnt.peek ?? 0);
    this.key.owner = memory;
    this.pgt.owner = memory;
    this.refcnt.owner = memory;
  }

  get label(): string {
    return this.memory.label;
  }
}

/** What `kvm->arch.nested_mmus` points to. */
export class MmuArray {
  readonly memory: Memory;
  readonly mmus: readonly Cell<S2Mmu | null>[];

  constructor(world: World, memory: Memory, mmus: readonly (S2Mmu | null)[]) {
    this.memory = memory;
    this.mmus = mmus.map((mmu, i) => cell(world, memory.label, mmu, i));
    for (const place of this.mmus) {
      place.owner = memory;
    }
  }

  get label(): string {
    return this.memory.label;
  }
}

export class Vm {
  readonly world: World;
  readonly knobs: PoolKnobs;
  readonly memory: Allocator;
  readonly mm: Mm;
  readonly mmu_lock: RwLock;
  readonly config_lock: Mutex;
  readonly nested_mmus: Cell<MmuArray | null>;
  readonly nested_mmus_size: Cell<number>;
  /** By position of the vCPU's task: what it is loaded with. */
  readonly hw_mmu: (S2Mmu | null)[];
  /** The VNCR translation of each task that is a vCPU. */
  readonly vncr: readonly Vncr[];
  /** Arrays made so far: gives their names. */
  arrays = 1;

  constructor(world: World, { settings, tasks }: Scenario, { knobs }: PoolDesign) {
    this.world = world;
    this.knobs = knobs;
    this.memory = new Allocator(world, Number(settings["failures"]));
    this.mm = new Mm(world);
    this.mmu_lock = new RwLock(world, "mmu_lock");
    this.config_lock = new Mutex(world, "config_lock");
    this.hw_mmu = tasks.map(() => null);
    this.vncr = tasks.map((_task, i) => new Vncr(world, i));
    const inits = tasks.flatMap(({ commands }) => commands).filter(({ name }) => name === "init").length;
    this.nested_mmus = cell<MmuArray | null>(world, "nested_mmus", this.#first(inits));
    this.nested_mmus_size = cell(world, "nested_mmus_size", 1);
  }

  /** The VM has one MMU when the tasks begin. */
  #first(more: number): MmuArray {
    const { world, knobs } = this;
    const array = born(world, "nested_mmus");
    const isInside = knobs.growth === "structs" || knobs.growth === "realloc";
    const mmu = new S2Mmu(world, isInside ? array : born(world, "mmu 0"), born(world, "pgt 0"));
    const spare = knobs.growth === "fixed" ? Array.from({ length: more }, () => null) : [];
    return new MmuArray(world, array, [mmu, ...spare]);
  }
}

function born(world: World, label: string): Memory {
  const memory = new Memory(label);
  world.allocations.add(memory);
  return memory;
}
