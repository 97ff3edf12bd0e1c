import { describe, expect, test } from "vitest";
import type { Op } from "../../src/core/op.ts";
import type { Shared } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, read_plain, READ_ONCE, write_plain, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_trylock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { RwLock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { down_write, RwSem, up_write } from "../../src/kernel/rwsem.ts";
import { spin_lock, spin_trylock, spin_unlock, Spinlock } from "../../src/kernel/spinlock.ts";
import { allSchedules } from "./all-schedules.ts";

/** What all locks with one holder at a time have in common; `make` gives the lock, `lock` and `unlock` its ops. */
interface LockSort {
  readonly make: (world: World, name: string) => Shared;
  readonly lock: (lock: Shared) => Op<void>;
  readonly unlock: (lock: Shared) => Op<void>;
  readonly names: readonly [lock: string, unlock: string];
}

function sort<L extends Shared>(
  Sort: new (world: World, name: string) => L,
  lock: (lock: L) => Op<void>,
  unlock: (lock: L) => Op<void>,
): LockSort {
  return {
    make: (world, name) => new Sort(world, name),
    lock: (l) => lock(l as L),
    unlock: (l) => unlock(l as L),
    names: [lock.name, unlock.name],
  };
}

const sorts = [
  sort(Spinlock, spin_lock, spin_unlock),
  sort(Mutex, mutex_lock, mutex_unlock),
  sort(RwLock, write_lock, write_unlock),
  sort(RwSem, down_write, up_write),
];

interface State {
  readonly first: Shared;
  readonly second: Shared;
  readonly count: Cell<number>;
}

describe.for(sorts)("$names.0", ({ make, lock, unlock, names }) => {
  const setup = (world: World): State => ({
    first: make(world, "first"),
    second: make(world, "second"),
    count: cell(world, "count", 0),
  });

  function* add({ count }: State): Task {
    yield* write_plain(count, (yield* read_plain(count)) + 1);
  }

  function* lockedAdd(s: State): Task {
    yield* lock(s.first);
    yield* add(s);
    yield* unlock(s.first);
  }

  test("excludes, and orders what it protects", () => {
    const seen = allSchedules({ setup, tasks: [lockedAdd, lockedAdd, lockedAdd], result: (s) => `${s.count.peek}` });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["3"] });
  });

  test("an access beside it is lost, and is a data race", () => {
    const seen = allSchedules({ setup, tasks: [lockedAdd, add], result: (s) => `${s.count.peek}` });
    expect(seen.results).toEqual(["1", "2"]);
    expect(seen.broken).toEqual({
      "data-race": "count: nothing orders the plain write by a (count = 1) and the plain read by b (count is 1)",
    });
  });

  test("taking it twice is a wait for oneself", () => {
    function* twice({ first }: State): Task {
      yield* lock(first);
      yield* lock(first);
    }
    const seen = allSchedules({ setup, tasks: [twice] });
    expect(seen.outcomes).toEqual(["deadlocked"]);
    expect(seen.broken["deadlock"]).toMatch(new RegExp(`^a waits in ${names[0]}\\(first\\) for itself: it holds`));
  });

  test("opposite orders deadlock in some schedules only; the oracle names both", () => {
    function* forward({ first, second }: State): Task {
      yield* lock(first);
      yield* lock(second);
      yield* unlock(second);
      yield* unlock(first);
    }
    function* backward({ first, second }: State): Task {
      yield* lock(second);
      yield* lock(first);
      yield* unlock(first);
      yield* unlock(second);
    }
    const seen = allSchedules({ setup, tasks: [forward, backward] });
    expect(seen.outcomes).toEqual(["deadlocked", "passed"]);
    expect(seen.broken).toEqual({
      deadlock: `a waits in ${names[0]}(second), held by b; b waits in ${names[0]}(first), held by a`,
      "lock-order": "second → first → second: b takes first while it holds second, a takes second while it holds first",
    });
    expect(allSchedules({ setup, tasks: [forward, forward] })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: [],
    });
  });

  test("unlocking what nobody holds", () => {
    function* twice({ first }: State): Task {
      yield* lock(first);
      yield* unlock(first);
      yield* unlock(first);
    }
    const seen = allSchedules({ setup, tasks: [twice] });
    expect(seen.broken).toEqual({ "lock-owner": `${names[1]}(first) by a, which does not hold it: nobody holds it` });
  });

  test("unlocking what another task holds frees it all the same", () => {
    function* take({ first, count }: State): Task {
      yield* lock(first);
      yield* WRITE_ONCE(count, 1);
      yield* WRITE_ONCE(count, 0);
      yield* unlock(first);
    }
    function* steal({ first, count }: State): Task {
      if ((yield* READ_ONCE(count)) === 1) {
        yield* unlock(first);
        yield* lock(first);
        yield* unlock(first);
      }
    }
    const seen = allSchedules({ setup, tasks: [take, steal] });
    expect(seen.outcomes).toEqual(["passed"]);
    expect(seen.broken).toEqual({ "lock-owner": `${names[1]}(first) by b, which does not hold it: a does` });
  });

  test("ending with it held", () => {
    function* take({ first }: State): Task {
      yield* lock(first);
    }
    expect(allSchedules({ setup, tasks: [take] }).broken).toEqual({ "lock-owner": "a ends and still holds first" });
  });

  test("a claim at unlock sees the lock still held", () => {
    const heldAtUnlock: string[] = [];
    allSchedules({
      setup,
      tasks: [lockedAdd],
      claims: [
        {
          name: "held",
          on: {
            unlock(s, event, world) {
              heldAtUnlock.push(`${event === s.first} ${world.current!.held.includes(s.first)}`);
              return null;
            },
          },
        },
      ],
    });
    expect(heldAtUnlock).toEqual(["true true"]);
  });
});

const trylocks = [
  { ...sorts[0]!, trylock: (lock: Shared) => spin_trylock(lock as Spinlock), name: "spin_trylock" },
  { ...sorts[1]!, trylock: (lock: Shared) => mutex_trylock(lock as Mutex), name: "mutex_trylock" },
];

describe.for(trylocks)("$name", ({ make, lock, trylock, unlock }) => {
  const setup = (world: World) => ({
    l: make(world, "lock"),
    count: cell(world, "count", 0),
    turn: cell(world, "turn", 0),
  });
  type TryState = ReturnType<typeof setup>;

  test("takes the lock or leaves it, and excludes", () => {
    function* tryAdd({ l, count }: TryState): Task {
      if (yield* trylock(l)) {
        yield* write_plain(count, (yield* read_plain(count)) + 1);
        yield* unlock(l);
      }
    }
    const seen = allSchedules({ setup, tasks: [tryAdd, tryAdd], result: (s) => `${s.count.peek}` });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["1", "2"] });
  });

  test("orders when it succeeds, not when it fails", () => {
    function* twice({ l, count, turn }: TryState): Task {
      yield* write_plain(count, 1);
      yield* lock(l);
      yield* unlock(l);
      yield* WRITE_ONCE(turn, 1);
      yield* lock(l);
      yield* unlock(l);
    }
    const readIf = (wanted: boolean) =>
      function* read({ l, count, turn }: TryState): Task {
        if ((yield* READ_ONCE(turn)) === 1) {
          const taken = yield* trylock(l);
          if (taken === wanted) {
            yield* read_plain(count);
          }
          if (taken) {
            yield* unlock(l);
          }
        }
      };
    expect(allSchedules({ setup, tasks: [twice, readIf(true)] }).broken).toEqual({});
    expect(Object.keys(allSchedules({ setup, tasks: [twice, readIf(false)] }).broken)).toEqual(["data-race"]);
  });
});
