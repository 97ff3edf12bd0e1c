import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import { replay } from "../../src/core/replay.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  cell,
  cmpxchg,
  complete,
  Completion,
  Rcu,
  read_lock,
  read_plain,
  read_unlock,
  READ_ONCE,
  RwLock,
  smp_load_acquire,
  smp_store_release,
  wait_for_completion,
  write_lock,
  write_plain,
  write_unlock,
  WRITE_ONCE,
  xchg,
} from "../../src/kernel/index.ts";
import { standardOracles } from "../../src/oracles/standard.ts";
import { allSchedules } from "../kernel/all-schedules.ts";

const setup = (world: World) => ({
  world,
  x: cell(world, "x", 0),
  flag: cell(world, "flag", false),
  count: cell(world, "count", 0),
  lock: new RwLock(world, "lock"),
  rcu: new Rcu(world),
  done: new Completion(world, "done"),
});
type State = ReturnType<typeof setup>;

const races = (...tasks: ((s: State) => Task)[]): string | undefined =>
  allSchedules({ setup, tasks }).broken["data-race"];

function task(op: (s: State) => Op<unknown>): (s: State) => Task {
  return function* one(s) {
    yield* op(s);
  };
}

describe("two accesses that nothing orders", () => {
  const accesses = {
    "plain read": task((s) => read_plain(s.x)),
    "plain write": task((s) => write_plain(s.x, 1)),
    "marked read": task((s) => READ_ONCE(s.x)),
    "marked write": task((s) => WRITE_ONCE(s.x, 2)),
    swap: task((s) => xchg(s.x, 3)),
  };
  const racing = new Set([
    "plain read, plain write",
    "plain read, marked write",
    "plain read, swap",
    "plain write, plain write",
    "plain write, marked read",
    "plain write, marked write",
    "plain write, swap",
  ]);
  const names = Object.keys(accesses) as (keyof typeof accesses)[];
  const pairs = names.flatMap((one, i) => names.slice(i).map((other) => [one, other] as const));

  test.for(pairs)("%s, %s, whoever comes first", ([one, other]) => {
    const tasks = [accesses[one], accesses[other]].map((run, i) => ({ name: `${i}`, run }));
    const execution = new Execution({ name: "pair", setup, tasks, claims: [] }, { observers: standardOracles() });
    for (const first of [0, 1]) {
      const found = execution.run(replay(scheduleOf([first]))).kind === "violated";
      expect(found).toBe(racing.has(`${one}, ${other}`));
    }
  });
});

test("the report names variable, tasks and what they did", () => {
  expect(
    races(
      task((s) => WRITE_ONCE(s.x, 2)),
      task((s) => read_plain(s.x)),
    ),
  ).toBe("x: nothing orders the marked write by a (WRITE_ONCE(x, 2)) and the plain read by b (x is 2)");
});

test("a race is found in a schedule that keeps the accesses far apart", () => {
  function* early({ x, lock }: State): Task {
    yield* write_plain(x, 1);
    yield* read_lock(lock);
    yield* read_unlock(lock);
  }
  function* late({ x, lock }: State): Task {
    yield* read_lock(lock);
    yield* read_unlock(lock);
    yield* read_plain(x);
  }
  const program = { name: "apart", setup, tasks: [early, late].map((run) => ({ name: run.name, run })), claims: [] };
  const outcome = new Execution(program, { observers: standardOracles() }).run(replay(scheduleOf([0, 0, 0, 1, 1, 1])));
  expect(outcome).toMatchObject({ kind: "violated", violation: { claim: "data-race" } });
});

describe("order", () => {
  /** `publish` comes after a plain write of x, and a plain read of x comes after `consume` returned true. */
  const ordered = (publish: (s: State) => Op<unknown>, consume: (s: State) => Op<boolean>): boolean => {
    function* producer(s: State): Task {
      yield* write_plain(s.x, 1);
      yield* publish(s);
    }
    function* consumer(s: State): Task {
      if (yield* consume(s)) {
        yield* read_plain(s.x);
      }
    }
    return races(producer, consumer) === undefined;
  };

  test("a release store is read by an acquire load; neither alone is enough", () => {
    expect(
      ordered(
        (s) => smp_store_release(s.flag, true),
        (s) => smp_load_acquire(s.flag),
      ),
    ).toBe(true);
    expect(
      ordered(
        (s) => smp_store_release(s.flag, true),
        (s) => READ_ONCE(s.flag),
      ),
    ).toBe(false);
    expect(
      ordered(
        (s) => WRITE_ONCE(s.flag, true),
        (s) => smp_load_acquire(s.flag),
      ),
    ).toBe(false);
  });

  test("a release of false counts as well", () => {
    function* producer({ x, flag }: State): Task {
      yield* WRITE_ONCE(flag, true);
      yield* write_plain(x, 1);
      yield* smp_store_release(flag, false);
      yield* WRITE_ONCE(x, 2);
    }
    function* consumer({ x, flag }: State): Task {
      if ((yield* READ_ONCE(flag)) && !(yield* smp_load_acquire(flag))) {
        yield* WRITE_ONCE(x, 3);
      }
    }
    expect(races(producer, consumer)).toBeUndefined();
  });

  test("a later store that is no release hands nothing on; a swap does", () => {
    function* producer({ x, flag }: State): Task {
      yield* write_plain(x, 1);
      yield* smp_store_release(flag, true);
    }
    function* consumer({ x, count, flag }: State): Task {
      if ((yield* smp_load_acquire(flag)) && (yield* READ_ONCE(count)) === 1) {
        yield* read_plain(x);
      }
    }
    function* overwrite({ flag, count }: State): Task {
      if (yield* READ_ONCE(flag)) {
        yield* WRITE_ONCE(flag, true);
        yield* WRITE_ONCE(count, 1);
      }
    }
    function* swap({ flag, count }: State): Task {
      if (yield* READ_ONCE(flag)) {
        yield* cmpxchg(flag, true, true);
        yield* WRITE_ONCE(count, 1);
      }
    }
    expect(races(producer, consumer, swap)).toBeUndefined();
    expect(races(producer, consumer, overwrite)).toBeDefined();
  });

  test("a writer's unlock comes before a reader's lock, a reader's unlock before a writer's lock", () => {
    function* write({ x, lock }: State): Task {
      yield* write_lock(lock);
      yield* write_plain(x, 1);
      yield* write_unlock(lock);
    }
    function* read({ x, lock }: State): Task {
      yield* read_lock(lock);
      yield* read_plain(x);
      yield* read_unlock(lock);
    }
    expect(races(write, read, read)).toBeUndefined();
    function* readerWrites({ x, lock }: State): Task {
      yield* read_lock(lock);
      yield* write_plain(x, 1);
      yield* read_unlock(lock);
    }
    expect(races(readerWrites, read)).toBeDefined();
  });

  test("of several that complete it, the one who waited for all comes after all", () => {
    const finish = (variable: "x" | "count") =>
      function* finishes(s: State): Task {
        yield* write_plain(s[variable], 1);
        yield* complete(s.done);
      };
    function* both({ x, count, done }: State): Task {
      yield* wait_for_completion(done);
      yield* wait_for_completion(done);
      yield* read_plain(x);
      yield* read_plain(count);
    }
    expect(races(finish("x"), finish("count"), both)).toBeUndefined();
  });

  test("a spawned task comes after what its parent did before, not after what it does later", () => {
    const spawning = (later: boolean) =>
      function* parent({ world, x, done }: State): Task {
        if (!later) {
          yield* write_plain(x, 1);
        }
        world.spawn("child", child(x, done));
        if (later) {
          yield* write_plain(x, 1);
        }
        yield* wait_for_completion(done);
        yield* write_plain(x, 3);
      };
    function* child(x: State["x"], done: Completion): Task {
      yield* write_plain(x, 2);
      yield* complete(done);
    }
    expect(races(spawning(false))).toBeUndefined();
    expect(races(spawning(true))).toBe(
      "x: nothing orders the plain write by a (x = 1) and the plain write by child (x = 2)",
    );
  });
});
