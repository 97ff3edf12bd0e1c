import { describe, expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  __GFP_ACCOUNT,
  __GFP_NOFAIL,
  __GFP_RETRY_MAYFAIL,
  Allocator,
  cell,
  GFP_ATOMIC,
  GFP_KERNEL,
  GFP_KERNEL_ACCOUNT,
  GFP_NOWAIT,
  kfree,
  kmalloc,
  kzalloc,
  read_plain,
  READ_ONCE,
  spin_lock,
  spin_unlock,
  Spinlock,
  WRITE_ONCE,
} from "../../src/kernel/index.ts";
import type { Memory } from "../../src/kernel/index.ts";
import { gfpName } from "../../src/kernel/gfp.ts";
import { allSchedules } from "./all-schedules.ts";

const withBudget = (failures: number) => (world: World) => ({
  memory: new Allocator(world, failures),
  shared: cell<Memory | null>(world, "shared", null),
  value: cell(world, "value", 0),
  lock: new Spinlock(world, "lock"),
  log: [] as string[],
});
type State = ReturnType<ReturnType<typeof withBudget>>;
const setup = withBudget(0);

const allocating = (gfp: number) =>
  function* allocate({ memory, log }: State): Task {
    const node = yield* kmalloc(memory, "node", gfp);
    log.push(node === null ? "NULL" : node.label);
    yield* kfree(memory, node);
  };

describe("failure", () => {
  test.for([
    ["GFP_NOWAIT", GFP_NOWAIT],
    ["GFP_ATOMIC", GFP_ATOMIC],
    ["GFP_KERNEL_ACCOUNT", GFP_KERNEL_ACCOUNT],
    ["GFP_KERNEL | __GFP_RETRY_MAYFAIL", GFP_KERNEL | __GFP_RETRY_MAYFAIL],
  ] as const)("%s may fail, as often as the budget allows", ([name, gfp]) => {
    expect(gfpName(gfp)).toBe(name);
    const task = allocating(gfp);
    function* twice(s: State): Task {
      yield* task(s);
      yield* task(s);
    }
    const results = (budget: number) =>
      allSchedules({ setup: withBudget(budget), tasks: [twice], result: (s) => s.log.join(" ") }).results;
    expect(results(0)).toEqual(["node node"]);
    expect(results(1)).toEqual(["NULL node", "node NULL", "node node"]);
    expect(results(2)).toEqual(["NULL NULL", "NULL node", "node NULL", "node node"]);
  });

  test.for([
    ["GFP_KERNEL", GFP_KERNEL],
    ["GFP_NOWAIT | __GFP_NOFAIL", GFP_NOWAIT | __GFP_NOFAIL],
  ] as const)("%s never fails", ([name, gfp]) => {
    expect(gfpName(gfp)).toBe(name);
    const seen = allSchedules({ setup: withBudget(2), tasks: [allocating(gfp)], result: (s) => s.log.join(" ") });
    expect(seen.results).toEqual(["node"]);
  });

  test("flags without a name are shown as a number", () => {
    expect(gfpName(GFP_NOWAIT | __GFP_ACCOUNT)).toBe("GFP_NOWAIT | __GFP_ACCOUNT");
    expect(gfpName(1)).toBe("0x1");
  });
});

describe("life of memory", () => {
  test("freed once: nothing to report", () => {
    expect(allSchedules({ setup, tasks: [allocating(GFP_KERNEL)] }).broken).toEqual({});
  });

  test("never freed", () => {
    function* leak({ memory }: State): Task {
      yield* kzalloc(memory, "node", GFP_KERNEL);
    }
    expect(allSchedules({ setup, tasks: [leak] }).broken).toEqual({ leak: "node is never freed" });
  });

  test("freed twice, if two tasks find it", () => {
    function* take({ memory, shared }: State): Task {
      const found = yield* READ_ONCE(shared);
      if (found !== null) {
        yield* WRITE_ONCE(shared, null);
        yield* kfree(memory, found);
      }
    }
    function* lockedTake(s: State): Task {
      yield* spin_lock(s.lock);
      yield* take(s);
      yield* spin_unlock(s.lock);
    }
    function* publish({ memory, shared }: State): Task {
      yield* WRITE_ONCE(shared, yield* kmalloc(memory, "node", GFP_KERNEL));
    }
    function* begin(s: State): Task {
      yield* publish(s);
      yield* lockedTake(s);
    }
    function* hasty(s: State): Task {
      yield* publish(s);
      yield* take(s);
    }
    expect(allSchedules({ setup, tasks: [begin, lockedTake] }).broken).toEqual({});
    expect(allSchedules({ setup, tasks: [hasty, take] }).broken).toEqual({ "double-free": "node is freed twice" });
  });

  test("touched after it was freed: a cell, a lock", () => {
    function* touchAfter({ memory, value, lock }: State): Task {
      const node = yield* kmalloc(memory, "node", GFP_KERNEL);
      value.owner = node;
      lock.owner = node;
      yield* read_plain(value);
      yield* kfree(memory, node);
      yield* WRITE_ONCE(value, 1);
    }
    function* lockAfter({ memory, lock }: State): Task {
      const node = yield* kmalloc(memory, "node", GFP_KERNEL);
      lock.owner = node;
      yield* kfree(memory, node);
      yield* spin_lock(lock);
      yield* spin_unlock(lock);
    }
    expect(allSchedules({ setup, tasks: [touchAfter] }).broken).toEqual({
      "use-after-free": "WRITE_ONCE(value, 1) after node was freed",
    });
    expect(allSchedules({ setup, tasks: [lockAfter] }).broken).toEqual({
      "use-after-free": "spin_lock(lock) after node was freed",
    });
  });

  test("freed with a lock in it that is held", () => {
    function* freeLocked({ memory, lock }: State): Task {
      const node = yield* kmalloc(memory, "node", GFP_KERNEL);
      lock.owner = node;
      yield* spin_lock(lock);
      yield* kfree(memory, node);
    }
    expect(allSchedules({ setup, tasks: [freeLocked] }).broken["lock-owner"]).toBe(
      "node is freed while a holds lock in it",
    );
  });

  test("freeing NULL does nothing", () => {
    function* nothing({ memory }: State): Task {
      yield* kfree(memory, null);
    }
    expect(allSchedules({ setup, tasks: [nothing] }).broken).toEqual({});
  });
});
