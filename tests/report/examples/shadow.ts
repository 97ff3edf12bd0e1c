import type { Claim, Program, Section } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { Srcu, srcu_read_lock, srcu_read_unlock } from "../../../src/kernel/srcu.ts";

/** One guest page that is faulted in while its host frame goes away; `revmap` holds nested address + 1, 0 for none. */
export interface Shadow {
  readonly world: World;
  readonly srcu: Srcu;
  readonly mmu_lock: RwLock;
  readonly guest: Cell<number>;
  readonly seq: Cell<number>;
  readonly leaf: Cell<string | null>;
  readonly revmap: Cell<number>;
  readonly tlb: Set<string>;
  frameUser: string;
}

function setup(world: World): Shadow {
  return {
    world,
    srcu: new Srcu(world, "srcu"),
    mmu_lock: new RwLock(world, "mmu_lock"),
    guest: cell(world, "guest_s2", 3, 0),
    seq: cell(world, "mmu_invalidate_seq", 0),
    leaf: cell<string | null>(world, "shadow0", null, 0),
    revmap: cell(world, "revmap", 0, 3),
    tlb: new Set(),
    frameUser: "L1",
  };
}

function* fault(mmu: Shadow): Task {
  yield* srcu_read_lock(mmu.srcu);
  const canonical = yield* READ_ONCE(mmu.guest);
  const seq = yield* READ_ONCE(mmu.seq);
  yield* read_lock(mmu.mmu_lock);
  if ((yield* READ_ONCE(mmu.seq)) === seq) {
    yield* WRITE_ONCE(mmu.leaf, "frame 7");
    mmu.tlb.add("0x0 -> frame 7");
    yield* WRITE_ONCE(mmu.revmap, 0x0);
    mmu.world.notes?.push(`canonical 0x${canonical} -> nested 0x0 is recorded as 0: nothing is recorded`);
  }
  yield* read_unlock(mmu.mmu_lock);
  yield* srcu_read_unlock(mmu.srcu);
}

function* unmap(mmu: Shadow): Task {
  yield* write_lock(mmu.mmu_lock);
  yield* WRITE_ONCE(mmu.seq, 1);
  const nested = yield* READ_ONCE(mmu.revmap);
  if (nested !== 0) {
    yield* WRITE_ONCE(mmu.leaf, null);
    mmu.tlb.clear();
  }
  yield* write_unlock(mmu.mmu_lock);
  mmu.frameUser = "someone else";
  mmu.world.notes?.push("frame 7 is freed, then reused");
}

function show(mmu: Shadow): Section[] {
  const leaf = mmu.leaf.peek;
  return [
    { title: "canonical", rows: mmu.frameUser === "L1" ? ["0x3 -> frame 7, rw"] : [] },
    { title: "guest stage-2", rows: [`0x0 -> 0x${mmu.guest.peek}, rw`] },
    { title: "shadow 0", rows: leaf === null ? [] : [`0x0 -> ${leaf}, rw`] },
    { title: "reverse map", rows: mmu.revmap.peek === 0 ? [] : [`0x3 -> 0x${mmu.revmap.peek - 1}`] },
    { title: "TLB", rows: [...mmu.tlb] },
    { title: "frames", rows: [`7 belongs to ${mmu.frameUser}`] },
  ];
}

const soundness: Claim<Shadow> = {
  name: "soundness",
  always: ({ leaf, frameUser }) =>
    leaf.peek !== null && frameUser !== "L1" ? `shadow0[0x0] -> ${leaf.peek}, which belongs to ${frameUser}` : null,
};

export const shadow: Program<Shadow> = {
  name: "shadow",
  setup,
  tasks: [
    { name: "vCPU", run: fault },
    { name: "notifier", run: unmap },
  ],
  claims: [soundness],
  show,
};

export const shadowTelling = {
  design: "maple-v1",
  property: "soundness",
  flaw: { id: "V1-1", title: "a stored 0 is NULL: nothing is recorded" },
  settings: ["failures = 1"],
  calls: ["L2 reads nested 0x0", "canonical 0x3 goes away"],
};
