import type { OpKind } from "../../src/core/op.ts";
import { Op } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { beginSectionKind, endSectionKind, synchronizeKind } from "../../src/kernel/grace-period.ts";
import { __free_page, Page } from "../../src/kernel/page.ts";
import { Rcu } from "../../src/kernel/rcu.ts";
import type { Vm } from "./state.ts";

/** A table of the VMM's own address space: one entry of it counts. */
class UserTable extends Page {
  readonly pte: Cell<number>;

  constructor(world: World) {
    super(world, "the VMM's table");
    world.allocations.add(this);
    this.pte = cell(world, "pte", 1);
    this.pte.owner = this;
  }
}

/**
 * The VMM's own tables around the memory of the guest. Who walks them without a lock keeps interrupts off: whoever frees a
 * table first sends an IPI to all CPUs, and waits (mm/mmu_gather.c, tlb_remove_table_sync_one).
 */
export class HostTables {
  readonly irqs: Rcu;
  /** Null: a huge page. */
  readonly pmd: Cell<UserTable | null>;

  constructor(world: World) {
    this.irqs = new Rcu(world, "interrupts");
    this.pmd = cell<UserTable | null>(world, "pmd", new UserTable(world));
  }
}

const IRQ_SAVE: OpKind = { ...beginSectionKind("local_irq_save"), describe: () => "local_irq_save()" };
const IRQ_RESTORE: OpKind = { ...endSectionKind("local_irq_restore"), describe: () => "local_irq_restore()" };
const SYNC_ONE: OpKind = {
  ...synchronizeKind("tlb_remove_table_sync_one"),
  describe: () => "tlb_remove_table_sync_one()",
};

/** `get_user_mapping_size` (mmu.c, 7.3.4): whether the VMM has a huge page there. */
export function* get_user_mapping_size({ knobs }: Vm, { irqs, pmd }: HostTables): Task<boolean> {
  const off = knobs.hostWalk === "irqsOff";
  if (off) {
    yield* new Op<void>(IRQ_SAVE, irqs);
  }
  const table = yield* READ_ONCE(pmd);
  if (table !== null) {
    yield* READ_ONCE(table.pte);
  }
  if (off) {
    yield* new Op<void>(IRQ_RESTORE, irqs);
  }
  return table === null;
}

/** khugepaged puts a huge page in the place of a table (mm/khugepaged.c, collapse_huge_page), as far as it concerns walkers. */
export function* collapse_huge_page({ host, world }: Vm): Task {
  const { irqs, pmd } = host!;
  const table = yield* READ_ONCE(pmd);
  if (table === null) {
    return;
  }
  yield* WRITE_ONCE(pmd, null);
  yield* new Op<void>(SYNC_ONE, irqs);
  yield* __free_page(table);
  world.sometimes("the VMM's table was freed");
}
