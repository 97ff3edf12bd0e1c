import { describe, expect, test } from "vitest";
import type { Op } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  Allocator,
  cell,
  complete,
  Completion,
  cond_resched,
  down_read,
  down_write,
  GFP_ATOMIC,
  GFP_KERNEL,
  GFP_KERNEL_ACCOUNT,
  GFP_NOWAIT,
  kfree,
  kmalloc,
  MA_STATE,
  MapleTree,
  mas_destroy,
  mas_preallocate,
  might_sleep,
  Mutex,
  mutex_lock,
  mutex_unlock,
  Rcu,
  rcu_barrier,
  rcu_read_lock,
  rcu_read_unlock,
  read_lock,
  read_unlock,
  READ_ONCE,
  RwLock,
  RwSem,
  spin_lock,
  spin_trylock,
  spin_unlock,
  Spinlock,
  Srcu,
  srcu_read_lock,
  srcu_read_unlock,
  synchronize_rcu,
  synchronize_srcu,
  up_read,
  up_write,
  wait_event,
  wait_for_completion,
  WaitQueue,
  write_lock,
  write_unlock,
} from "../../src/kernel/index.ts";
import { allSchedules } from "./all-schedules.ts";

const setup = (world: World) => {
  const memory = new Allocator(world);
  return {
    memory,
    spin: new Spinlock(world, "spin"),
    rw: new RwLock(world, "rw"),
    mutex: new Mutex(world, "mutex"),
    sem: new RwSem(world, "sem"),
    rcu: new Rcu(world),
    srcu: new Srcu(world, "srcu"),
    queue: new WaitQueue(world, "queue"),
    done: new Completion(world, "done"),
    flag: cell(world, "flag", true),
    tree: new MapleTree(world, "tree", memory),
  };
};

type State = ReturnType<typeof setup>;
type Part = (state: State) => Task;

function* alloc(s: State, gfp: number): Task {
  yield* kfree(s.memory, yield* kmalloc(s.memory, "node", gfp));
}

function pair(enter: (s: State) => Op<void>, leave: (s: State) => Op<void>): Part {
  return function* both(s) {
    yield* enter(s);
    yield* leave(s);
  };
}

const mayNotSleep: Record<
  string,
  readonly [enter: (s: State) => Op<unknown>, leave: (s: State) => Op<void>, why: string]
> = {
  spin_lock: [(s) => spin_lock(s.spin), (s) => spin_unlock(s.spin), "spin is held"],
  spin_trylock: [(s) => spin_trylock(s.spin), (s) => spin_unlock(s.spin), "spin is held"],
  read_lock: [(s) => read_lock(s.rw), (s) => read_unlock(s.rw), "rw (read) is held"],
  write_lock: [(s) => write_lock(s.rw), (s) => write_unlock(s.rw), "rw (write) is held"],
  rcu_read_lock: [(s) => rcu_read_lock(s.rcu), (s) => rcu_read_unlock(s.rcu), "a is in an RCU read section"],
};

const maySleep: Record<string, readonly [enter: (s: State) => Op<void>, leave: (s: State) => Op<void>]> = {
  mutex_lock: [(s) => mutex_lock(s.mutex), (s) => mutex_unlock(s.mutex)],
  down_read: [(s) => down_read(s.sem), (s) => up_read(s.sem)],
  down_write: [(s) => down_write(s.sem), (s) => up_write(s.sem)],
  srcu_read_lock: [(s) => srcu_read_lock(s.srcu), (s) => srcu_read_unlock(s.srcu)],
};

const sleepers: Record<string, Part> = {
  "mutex_lock(mutex)": pair(...maySleep["mutex_lock"]!),
  "down_read(sem)": pair(...maySleep["down_read"]!),
  "down_write(sem)": pair(...maySleep["down_write"]!),
  "kmalloc(node, GFP_KERNEL)": (s) => alloc(s, GFP_KERNEL),
  "kmalloc(node, GFP_KERNEL_ACCOUNT)": (s) => alloc(s, GFP_KERNEL_ACCOUNT),
  "synchronize_srcu(srcu)": function* synchronize(s) {
    yield* synchronize_srcu(s.srcu);
  },
  "rcu_barrier()": function* barrier(s) {
    yield* rcu_barrier(s.rcu);
  },
  "wait_event(queue, flag)": function* wait(s) {
    yield* wait_event(s.queue, s.flag, (flag) => flag);
  },
  "wait_for_completion(done)": function* wait(s) {
    yield* complete(s.done);
    yield* wait_for_completion(s.done);
  },
  "cond_resched()": function* resched(s) {
    yield* cond_resched(s.flag);
  },
  "mas_preallocate(tree, GFP_KERNEL)": function* preallocate(s) {
    const mas = MA_STATE(s.tree, 0, 0);
    yield* mas_preallocate(mas, 1n, GFP_KERNEL);
    mas_destroy(mas);
  },
};

const awake: Record<string, Part> = {
  "kmalloc(node, GFP_ATOMIC)": (s) => alloc(s, GFP_ATOMIC),
  "kmalloc(node, GFP_NOWAIT)": (s) => alloc(s, GFP_NOWAIT),
  "complete(done)": function* completes(s) {
    yield* complete(s.done);
  },
  "srcu_read_lock(srcu)": pair(...maySleep["srcu_read_lock"]!),
  "spin_lock(other)": pair(
    (s) => spin_lock(s.tree.ma_lock),
    (s) => spin_unlock(s.tree.ma_lock),
  ),
};

function brokenBy(enter: (s: State) => Op<unknown>, body: Part, leave: (s: State) => Op<void>): unknown {
  function* task(s: State): Task {
    yield* enter(s);
    yield* body(s);
    yield* leave(s);
  }
  return allSchedules({ setup, tasks: [task] }).broken;
}

describe.for(Object.entries(mayNotSleep))("while %s", ([, [enter, leave, why]]) => {
  test.for(Object.entries(sleepers))("%s is reported", ([name, body]) => {
    expect(brokenBy(enter, body, leave)).toEqual({ "sleep-in-atomic": `${name} may sleep while ${why}` });
  });

  test.for(Object.entries(awake))("%s is fine", ([, body]) => {
    expect(brokenBy(enter, body, leave)).toEqual({});
  });

  test("might_sleep() is reported", () => {
    function* body({ rcu, flag }: State): Task {
      yield* READ_ONCE(flag);
      might_sleep(rcu.world);
    }
    expect(brokenBy(enter, body, leave)).toEqual({ "sleep-in-atomic": `might_sleep() in a while ${why}` });
  });
});

describe.for(Object.entries(maySleep))("while %s", ([, [enter, leave]]) => {
  const others = Object.entries(sleepers).filter(
    ([sleeper]) => !["(mutex)", "(sem)", "(srcu)"].some((l) => sleeper.endsWith(l)),
  );
  test.for(others)("%s is fine", ([, body]) => {
    expect(brokenBy(enter, body, leave)).toEqual({});
  });
});

test("synchronize_rcu while a lock is held", () => {
  function* task({ spin, rcu }: State): Task {
    yield* spin_lock(spin);
    yield* synchronize_rcu(rcu);
    yield* spin_unlock(spin);
  }
  expect(allSchedules({ setup, tasks: [task] }).broken).toEqual({
    "sleep-in-atomic": "synchronize_rcu() may sleep while spin is held",
  });
});

test("the innermost of several contexts is named, and sleeping is fine after the last", () => {
  function* task(s: State): Task {
    yield* read_lock(s.rw);
    yield* spin_lock(s.spin);
    yield* read_unlock(s.rw);
    yield* alloc(s, GFP_KERNEL);
    yield* spin_unlock(s.spin);
  }
  expect(allSchedules({ setup, tasks: [task] }).broken).toEqual({
    "sleep-in-atomic": "kmalloc(node, GFP_KERNEL) may sleep while spin is held",
  });
  function* after(s: State): Task {
    yield* read_lock(s.rw);
    yield* spin_lock(s.spin);
    yield* read_unlock(s.rw);
    yield* spin_unlock(s.spin);
    yield* alloc(s, GFP_KERNEL);
  }
  expect(allSchedules({ setup, tasks: [after] }).broken).toEqual({});
});
