import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";
import { Cell } from "../../src/kernel/cell.ts";
import type { Memory } from "../../src/kernel/slab.ts";

/** Pages that a table maps; each is a chunk. */
export const PAGES = 2;

/** An entry, and whether a TLB may still have what was in it. */
export class Entry extends Cell<boolean> {
  cached = true;

  constructor(world: World, name: string, index: number) {
    super(world, name, true, index);
  }

  override print(value: boolean): string {
    return value ? "mapped" : "0";
  }
}

/** What a guest runs on: all of it is mapped when the tasks begin. */
export class Table extends Shared {
  readonly memory: Memory;
  readonly entries: readonly Entry[];

  constructor(world: World, memory: Memory) {
    super(world, memory.label);
    this.memory = memory;
    this.entries = Array.from({ length: PAGES }, (_, page) => new Entry(world, this.name, page));
    for (const entry of this.entries) {
      entry.owner = memory;
    }
  }

  /** Before the tasks begin: nobody has touched anything through it. */
  empty(): void {
    for (const entry of this.entries) {
      entry.peek = false;
      entry.cached = false;
    }
  }
}

const TLBI: OpKind = {
  name: "tlbi",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    for (const { entries } of op.a as readonly Table[]) {
      for (const entry of entries) {
        entry.cached &&= entry.peek;
      }
    }
    return undefined;
  },
  describe: (op) => `TLBI for ${(op.a as readonly Table[]).map(({ label }) => label).join(" and ")}, DSB`,
};

/** Afterwards no TLB has what is not in these tables; who changes them holds mmu_lock, at which it counts as a step. */
export const flush_tlbs = (mmu_lock: Shared, tables: readonly Table[]): Op<void> => new Op(TLBI, mmu_lock, tables);
