import type { Program } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";

interface Mmu {
  readonly mmu_lock: RwLock;
  readonly seq: Cell<number>;
  /** What a canonical page maps to; 0 once it is gone. */
  readonly canon: Cell<number>;
  /** Nested page to canonical page, -1 for none. */
  readonly shadow: readonly Cell<number>[];
  readonly revmap: readonly Cell<number>[];
}

/** The mistake: seq is sampled under the lock, so a notifier that has already been is not noticed. */
function* fault({ mmu_lock, seq, shadow, revmap }: Mmu, page: number): Task {
  yield* read_lock(mmu_lock);
  yield* READ_ONCE(seq);
  yield* WRITE_ONCE(shadow[page]!, page);
  yield* WRITE_ONCE(revmap[page]!, page);
  yield* read_unlock(mmu_lock);
}

function* notifier({ mmu_lock, seq, canon, shadow, revmap }: Mmu): Task {
  yield* write_lock(mmu_lock);
  yield* WRITE_ONCE(seq, 1);
  yield* WRITE_ONCE(canon, 0);
  const nested = yield* READ_ONCE(revmap[0]!);
  if (nested >= 0) {
    yield* WRITE_ONCE(shadow[nested]!, -1);
  }
  yield* write_unlock(mmu_lock);
}

/** Two shadow faults beside a notifier that takes away what the first of them maps. */
export const shadow: Program<Mmu> = {
  name: "shadow page table race",
  setup: (world) => ({
    mmu_lock: new RwLock(world, "mmu_lock"),
    seq: cell(world, "seq", 0),
    canon: cell(world, "canon", 1),
    shadow: [cell(world, "shadow", -1, 0), cell(world, "shadow", -1, 1)],
    revmap: [cell(world, "revmap", -1, 0), cell(world, "revmap", -1, 1)],
  }),
  tasks: [
    { name: "fault 0", run: (mmu) => fault(mmu, 0) },
    { name: "fault 1", run: (mmu) => fault(mmu, 1) },
    { name: "notifier", run: notifier },
  ],
  claims: [
    {
      name: "no-stale-leaf",
      finally: (mmu) =>
        mmu.canon.peek === 0 && mmu.shadow[0]!.peek === 0 ? "shadow[0] maps a page that is gone" : null,
    },
  ],
};
