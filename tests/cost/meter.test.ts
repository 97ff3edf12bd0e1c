import { describe, expect, it } from "vitest";
import { figuresOf, workOf } from "../../models/nested/cost/figures.ts";
import { Meter } from "../../models/nested/cost/meter.ts";
import { Execution } from "../../src/core/execution.ts";
import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, READ_ONCE } from "../../src/kernel/cell.ts";
import { RwLock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { cond_resched_rwlock_write } from "../../src/kernel/sched.ts";
import { Allocator, GFP_NOWAIT, kfree, kmalloc } from "../../src/kernel/slab.ts";

/** Counts a task of its own making; what it does is put down to notifiers. */
function countsOf(run: (world: World, meter: Meter) => Task): Meter["counts"] {
  const meter = new Meter();
  meter.phase = "event";
  const program = {
    name: "meter",
    setup: (world: World) => world,
    tasks: [{ name: "task", run: (world: World) => run(world, meter) }],
    claims: [],
  };
  const strategy = { name: "alone", begin: () => true, pick: () => 0, choose: () => 0 };
  new Execution(program).run({ ...strategy, performed: (op) => meter.performed(op) });
  return meter.counts;
}

const kind = (name: string, access: number): OpKind => ({
  name,
  access,
  ready: null,
  perform: () => undefined,
  describe: () => name,
});
const INSERT = kind("interval_tree_insert", READ | WRITE);
const REMOVE = kind("interval_tree_remove", READ | WRITE);
const FIRST = kind("interval_tree_iter_first", READ);
const NEXT = kind("interval_tree_iter_next", READ);

describe("a tree that the meter knows nothing of", () => {
  it("is counted by the kernel's names: searches in an empty one cost no descent", () => {
    const counts = countsOf(function* run(world) {
      const tree = new Shared(world, "mappings", 2);
      for (const step of [FIRST, INSERT, INSERT, FIRST, NEXT, NEXT, REMOVE]) {
        yield* new Op<void>(step, tree);
      }
    });
    expect(counts).toEqual({
      "event.next@tree mappings[2]": 3,
      "event.stores@tree mappings[2]": 3,
      "event.descents@tree mappings[2]": 1,
      "entries@tree mappings[2]": 2,
    });
  });

  it("costs the depth for a search, and one for the rest", () => {
    const counts = { "event.events": 2, "event.descents@tree t": 4, "entries@tree t": 1023, "event.cells": 2 };
    expect(figuresOf(counts)["visits"]).toBe((4 * 10 + 2) / 2);
  });
});

it("memory is what was allocated at the same time", () => {
  const counts = countsOf(function* run(world) {
    const allocator = new Allocator(world);
    const first = yield* kmalloc(allocator, "node", GFP_NOWAIT);
    yield* kfree(allocator, first);
    for (let i = 0; i < 3; i++) {
      yield* kmalloc(allocator, "node", GFP_NOWAIT);
    }
  });
  expect(counts["objects@node"]).toBe(3);
  expect(figuresOf(counts)["bytes"]).toBe(3 * 64);
});

it("a hold ends where the lock might be dropped, a section where it is; another lock of the same name is neither", () => {
  const counts = countsOf(function* run(world, meter) {
    const [lock, own] = [new RwLock(world, "mmu_lock", -1, 1), new RwLock(world, "mmu_lock", 0)];
    meter.mmu_lock = lock;
    yield* write_lock(lock);
    meter.chunk();
    meter.chunk();
    yield* write_lock(own);
    meter.chunk();
    yield* write_unlock(own);
    yield* cond_resched_rwlock_write(lock);
    meter.chunk();
    yield* write_unlock(lock);
    yield* write_lock(lock);
    meter.chunk();
    yield* write_unlock(lock);
  });
  expect(counts).toEqual({ "event.steps": 5, "event.hold": 3, "event.section": 4, "event.locks": 1 });
});

it("the beginning counts for memory only, cells for one visit each", () => {
  const counts = countsOf(function* run(world, meter) {
    const flag = cell(world, "broken", false, 7);
    yield* READ_ONCE(flag);
    meter.phase = "setup";
    yield* READ_ONCE(flag);
    yield* new Op<void>(INSERT, new Shared(world, "tree"));
  });
  expect(counts).toEqual({ "event.cells": 1, "entries@tree tree": 1 });
});

it("the work of an event is weighed: two for a step, one for a leaf or a visit, twelve for a fault", () => {
  const counts = {
    "hit.events": 2,
    "hit.steps": 3,
    "hit.leaves": 5,
    "hit.faults": 7,
    "hit.cells": 1,
    "miss.events": 1,
  };
  expect([workOf(counts, "hit"), workOf(counts, "miss")]).toEqual([(6 + 5 + 84 + 1) / 2, 0]);
});
