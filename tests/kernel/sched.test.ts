import { describe, expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  cell,
  cond_resched_rwlock_write,
  cpu_relax,
  lockdep_assert_held,
  lockdep_assert_held_write,
  assert_spin_locked,
  read_lock,
  read_unlock,
  READ_ONCE,
  RwLock,
  spin_lock,
  spin_unlock,
  Spinlock,
  write_lock,
  write_unlock,
  WRITE_ONCE,
} from "../../src/kernel/index.ts";
import { allSchedules } from "./all-schedules.ts";

const withDrops = (drops: number) => (world: World) => ({
  lock: new RwLock(world, "mmu_lock", -1, drops),
  inner: new Spinlock(world, "inner"),
  flag: cell(world, "flag", 0),
  other: cell(world, "other", 0),
  log: [] as string[],
});
type State = ReturnType<ReturnType<typeof withDrops>>;
const setup = withDrops(0);

describe("cond_resched_rwlock_write", () => {
  function* sweep({ lock, log }: State): Task {
    yield* write_lock(lock);
    log.push("1");
    const dropped = yield* cond_resched_rwlock_write(lock);
    log.push(dropped === 1 ? "dropped 2" : "2");
    yield* write_unlock(lock);
  }
  function* between({ lock, log }: State): Task {
    yield* write_lock(lock);
    log.push("x");
    yield* write_unlock(lock);
  }
  const results = (drops: number) =>
    allSchedules({ setup: withDrops(drops), tasks: [sweep, between], result: (s) => s.log.join(" ") });

  test("without a budget it keeps the lock", () => {
    expect(results(0)).toEqual({ broken: {}, outcomes: ["passed"], results: ["1 2 x", "x 1 2"] });
  });

  test("with a budget it may let others in between, and takes the lock again", () => {
    expect(results(1)).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["1 2 x", "1 dropped 2 x", "1 x dropped 2", "x 1 2", "x 1 dropped 2"],
    });
  });

  test("the budget is used up", () => {
    function* twice({ lock, log }: State): Task {
      yield* write_lock(lock);
      log.push(`${yield* cond_resched_rwlock_write(lock)}${yield* cond_resched_rwlock_write(lock)}`);
      yield* write_unlock(lock);
    }
    const seen = allSchedules({ setup: withDrops(1), tasks: [twice], result: (s) => s.log.join("") });
    expect(seen.results).toEqual(["00", "01", "10"]);
  });

  test("dropping it is a release: claims are judged there", () => {
    const releases: number[] = [];
    let now = 0;
    allSchedules({
      setup: withDrops(1),
      tasks: [sweep],
      claims: [{ name: "count", on: { unlock: (s) => (s.lock.writer === null ? "not held" : (now++, null)) } }],
      result: () => {
        releases.push(now);
        now = 0;
        return "";
      },
    });
    expect(releases).toEqual([1, 2]);
  });

  test("with another lock held it may not", () => {
    function* nested({ lock, inner }: State): Task {
      yield* write_lock(lock);
      yield* spin_lock(inner);
      yield* cond_resched_rwlock_write(lock);
      yield* spin_unlock(inner);
      yield* write_unlock(lock);
    }
    expect(allSchedules({ setup, tasks: [nested] }).broken).toEqual({
      "sleep-in-atomic": "cond_resched_rwlock_write(mmu_lock) may sleep while inner is held",
    });
  });

  test("without the lock, or with it for read", () => {
    function* without({ lock }: State): Task {
      yield* cond_resched_rwlock_write(lock);
    }
    function* reading({ lock }: State): Task {
      yield* read_lock(lock);
      yield* cond_resched_rwlock_write(lock);
      yield* read_unlock(lock);
    }
    for (const task of [without, reading]) {
      expect(allSchedules({ setup: withDrops(1), tasks: [task] }).broken).toEqual({
        "lock-owner": "cond_resched_rwlock_write(mmu_lock) by a, which does not hold it for write",
      });
    }
  });
});

describe("cpu_relax", () => {
  function* spin({ flag }: State): Task {
    while ((yield* READ_ONCE(flag)) === 0) {
      yield* cpu_relax(flag);
    }
  }

  test("a spin loop has finitely many schedules and ends when the flag is set", () => {
    function* set({ flag, other }: State): Task {
      yield* WRITE_ONCE(other, 1);
      yield* WRITE_ONCE(flag, 1);
    }
    expect(allSchedules({ setup, tasks: [spin, set] }, 50)).toEqual({ broken: {}, outcomes: ["passed"], results: [] });
  });

  test("a spin loop that nobody ends is a deadlock", () => {
    const seen = allSchedules({ setup, tasks: [spin] });
    expect(seen.broken).toEqual({ deadlock: "a waits in cpu_relax() for flag" });
  });
});

describe("assertions", () => {
  const both = { reading: [read_lock, read_unlock], writing: [write_lock, write_unlock] } as const;

  test("lockdep_assert_held wants the lock, lockdep_assert_held_write wants it for write", () => {
    const broken = (how: keyof typeof both | null, assertion: (lock: RwLock) => void) => {
      function* task({ lock }: State): Task {
        if (how !== null) {
          yield* both[how][0](lock);
        }
        assertion(lock);
        if (how !== null) {
          yield* both[how][1](lock);
        }
      }
      return allSchedules({ setup, tasks: [task] }).broken["lock-owner"];
    };
    expect(broken("reading", lockdep_assert_held)).toBeUndefined();
    expect(broken("writing", lockdep_assert_held)).toBeUndefined();
    expect(broken(null, lockdep_assert_held)).toBe("lockdep_assert_held(mmu_lock): a does not hold it");
    expect(broken("writing", lockdep_assert_held_write)).toBeUndefined();
    expect(broken("reading", lockdep_assert_held_write)).toBe(
      "lockdep_assert_held_write(mmu_lock): a does not hold it for write",
    );
  });

  test("assert_spin_locked wants the caller to be the holder", () => {
    function* holder({ inner, flag }: State): Task {
      yield* spin_lock(inner);
      assert_spin_locked(inner);
      yield* WRITE_ONCE(flag, 1);
      yield* spin_unlock(inner);
    }
    function* other({ inner, flag }: State): Task {
      yield* READ_ONCE(flag);
      if (inner.holder !== null) {
        assert_spin_locked(inner);
      }
    }
    expect(allSchedules({ setup, tasks: [holder] }).broken).toEqual({});
    expect(allSchedules({ setup, tasks: [holder, other] }).broken).toEqual({
      "lock-owner": "assert_spin_locked(inner): b does not hold it",
    });
  });
});
