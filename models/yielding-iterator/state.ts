import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Refcount } from "../../src/kernel/refcount.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator, Memory } from "../../src/kernel/slab.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { YieldKnobs } from "./knobs.ts";
import { NonBlock } from "./non-block.ts";
import { Table } from "./table.ts";

export type YieldDesign = KnobDesign<YieldKnobs>;

/** A stage-2 MMU as arm64 has them: the canonical one, and a shadow. */
export interface Mmu {
  readonly label: string;
  readonly pgt: Cell<Table | null>;
}

/** A root as x86's TDP MMU has them, in a list and with references. */
export interface Root {
  readonly label: string;
  readonly table: Table;
  readonly refs: Refcount;
  readonly next: Cell<Root | null>;
}

export class Vm {
  readonly world: World;
  readonly knobs: YieldKnobs;
  readonly memory: Allocator;
  readonly mmu_lock: RwLock;
  readonly non_block: NonBlock;
  readonly mmus: readonly Mmu[];
  readonly roots: Cell<Root | null>;
  /** References that vCPUs have on the roots, in the order of the list; given up by `put_root` or at the end. */
  readonly loaded: (Root | null)[];
  /** Once the mm goes, nobody runs on arm64's tables any more: for claims. */
  isExiting = false;
  /** All tables there ever were: for claims. */
  readonly tables: readonly Table[];

  constructor(world: World, { settings }: Scenario, { knobs }: YieldDesign) {
    this.world = world;
    this.knobs = knobs;
    this.memory = new Allocator(world);
    this.mmu_lock = new RwLock(world, "mmu_lock", -1, Number(settings["yields"]));
    this.non_block = new NonBlock(world, "non_block");
    const tables = ["pgt", "shadow pgt", "root[0]", "root[1]"].map((label) => allocated(world, label));
    this.tables = tables;
    this.mmus = tables
      .slice(0, 2)
      .map((pgt, i) => ({ label: i === 0 ? "mmu" : "shadow", pgt: cell<Table | null>(world, "pgt", pgt, i) }));
    const last = rootOf(world, tables[3]!, null);
    const first = rootOf(world, tables[2]!, last);
    this.roots = cell<Root | null>(world, "roots", first);
    this.loaded = [first, last];
    if (settings["sparse"] === true) {
      last.table.empty();
    }
  }
}

function allocated(world: World, label: string): Table {
  const memory = new Memory(label);
  world.allocations.add(memory);
  return new Table(world, memory);
}

function rootOf(world: World, table: Table, next: Root | null): Root {
  const root = {
    label: table.label,
    table,
    refs: new Refcount(world, `${table.label}.refs`, 1),
    next: cell(world, `${table.label}.next`, next),
  };
  root.refs.owner = table.memory;
  root.next.owner = table.memory;
  return root;
}
