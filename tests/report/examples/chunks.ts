import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { spin_lock, spin_unlock, Spinlock } from "../../../src/kernel/spinlock.ts";

const LEAVES = 12;

/** A range is unmapped leaf by leaf while a fault fills its last leaf and statistics are kept on the side. */
export interface Chunks {
  readonly mmu_lock: RwLock;
  readonly stat_lock: Spinlock;
  readonly stats: Cell<number>;
  readonly limit: Cell<number>;
  readonly leaves: readonly Cell<string | null>[];
}

function setup(world: World): Chunks {
  return {
    mmu_lock: new RwLock(world, "mmu_lock"),
    stat_lock: new Spinlock(world, "stat_lock"),
    stats: cell(world, "stat.faults", 0),
    limit: cell(world, "kvm_limit", 40),
    leaves: Array.from({ length: LEAVES }, (_, i) => cell<string | null>(world, "shadow0", "frame 7", i)),
  };
}

function* unmap(mmu: Chunks): Task {
  yield* READ_ONCE(mmu.limit);
  yield* READ_ONCE(mmu.limit);
  yield* write_lock(mmu.mmu_lock);
  for (const leaf of mmu.leaves) {
    yield* WRITE_ONCE(leaf, null);
  }
  yield* write_unlock(mmu.mmu_lock);
}

function* fault(mmu: Chunks): Task {
  yield* read_lock(mmu.mmu_lock);
  yield* spin_lock(mmu.stat_lock);
  const faults = yield* READ_ONCE(mmu.stats);
  yield* WRITE_ONCE(mmu.stats, faults + 1);
  yield* spin_unlock(mmu.stat_lock);
  yield* read_unlock(mmu.mmu_lock);
  yield* WRITE_ONCE(mmu.leaves[LEAVES - 1]!, "frame 7");
}

/** The fault writes its leaf after it has dropped the lock. */
export const chunks: Program<Chunks> = {
  name: "chunks",
  setup,
  tasks: [
    { name: "vCPU", run: fault },
    { name: "notifier", run: unmap },
  ],
  claims: [
    {
      name: "soundness",
      finally: ({ leaves }) => {
        const left = leaves.findIndex((leaf) => leaf.peek !== null);
        return left < 0 ? null : `shadow0[${left}] -> ${leaves[left]!.peek} after its unmap`;
      },
    },
  ],
  show: ({ leaves }) => [{ title: "shadow 0", rows: [`${leaves.filter((l) => l.peek !== null).length} leaves`] }],
};

export const chunksTelling = {
  design: "early-unlock",
  property: "soundness",
  flaw: null,
  settings: [],
  calls: ["L2 reads nested 0xb", "canonical 0x0 to 0xb goes away"],
};
