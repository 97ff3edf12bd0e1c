import { Op, READ } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Program } from "../../../src/core/program.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import * as k from "../../../src/kernel/index.ts";

/** One line of a generated task: what to do, with which of several like objects, around what. */
export interface Line {
  readonly do: Verb;
  readonly which: number;
  readonly body: readonly Line[];
}

/** All that generated tasks share, and what each of them has seen. */
export class Mix {
  readonly world: World;
  readonly cells: readonly k.Cell<number>[];
  readonly spinlocks: readonly k.Spinlock[];
  readonly mutex: k.Mutex;
  readonly rwlock: k.RwLock;
  readonly rwsem: k.RwSem;
  readonly rcu: k.Rcu;
  readonly srcu: k.Srcu;
  readonly done: k.Completion;
  readonly queue: k.WaitQueue;
  readonly refs: k.Refcount;
  readonly allocator: k.Allocator;
  readonly memory = new k.Memory("node");
  readonly field: k.Cell<number>;
  readonly coin: Shared;
  readonly seen: string[] = [];

  constructor(world: World, budget: number) {
    this.world = world;
    this.cells = ["x", "y", "z"].map((name) => k.cell(world, name, 0));
    this.spinlocks = ["a", "b"].map((name) => new k.Spinlock(world, name));
    this.mutex = new k.Mutex(world, "mutex");
    this.rwlock = new k.RwLock(world, "rwlock", -1, budget);
    this.rwsem = new k.RwSem(world, "rwsem");
    this.rcu = new k.Rcu(world);
    this.srcu = new k.Srcu(world, "srcu");
    this.done = new k.Completion(world, "done");
    this.queue = new k.WaitQueue(world, "queue");
    this.refs = new k.Refcount(world, "refs");
    this.allocator = new k.Allocator(world, budget);
    this.field = k.cell(world, "field", 7);
    this.field.owner = this.memory;
    this.coin = new Shared(world, "coin");
  }

  note(task: number, what: unknown): void {
    this.seen[task] = `${this.seen[task] ?? ""} ${String(what)}`;
  }
}

const TOSS: OpKind = {
  name: "toss",
  access: READ,
  ready: null,
  perform: (op) => op.object.world.choose(op.a as number, op.object),
  describe: () => "toss",
};

const SPAWN: OpKind = {
  name: "spawn",
  access: 0,
  ready: null,
  perform: (op) => void op.object.world.spawn("child", child(op.a as Mix, op.object.world.taskCount)),
  describe: () => "spawn",
};

function* child(mix: Mix, id: number): Task {
  const x = yield* k.READ_ONCE(mix.cells[0]!);
  yield* k.WRITE_ONCE(mix.cells[1]!, x + 10 * id);
}

function* callback(mix: Mix): Task {
  yield* k.WRITE_ONCE(mix.cells[0]!, 99);
  yield* k.WRITE_ONCE(mix.cells[1]!, 98);
}

type Act = (mix: Mix, task: number, line: Line) => Task;

/** Takes a step, does the body, takes another. */
function around(open: (mix: Mix, which: number) => Op, close: (mix: Mix, which: number) => Op): Act {
  return function* (mix, task, line) {
    yield* open(mix, line.which);
    yield* lines(mix, task, line.body);
    yield* close(mix, line.which);
  };
}

/** Takes a step and notes what it gave. */
function step(make: (mix: Mix, which: number, task: number) => Op): Act {
  return function* (mix, task, line) {
    mix.note(task, yield* make(mix, line.which, task));
  };
}

const cellOf = (mix: Mix, which: number): k.Cell<number> => mix.cells[which]!;
const spinlockOf = (mix: Mix, which: number): k.Spinlock => mix.spinlocks[which % 2]!;

const ACTS = {
  load: step((mix, which) => k.READ_ONCE(cellOf(mix, which))),
  store: step((mix, which, task) => k.WRITE_ONCE(cellOf(mix, which), 10 * task + 1)),
  cmpxchg: step((mix, which, task) => k.cmpxchg(cellOf(mix, which), 0, task + 5)),
  xchg: step((mix, which, task) => k.xchg(cellOf(mix, which), task + 50)),
  *increment(mix: Mix, _task: number, line: Line): Task {
    const value = yield* k.READ_ONCE(cellOf(mix, line.which));
    yield* k.WRITE_ONCE(cellOf(mix, line.which), value + 1);
  },
  *if(mix: Mix, task: number, line: Line): Task {
    if ((yield* k.READ_ONCE(cellOf(mix, line.which))) !== 0) {
      yield* lines(mix, task, line.body);
    }
  },
  *toss(mix: Mix, task: number, line: Line): Task {
    const side = yield* new Op<number>(TOSS, mix.coin, 2 + line.which);
    mix.note(task, side);
    if (side === 1) {
      yield* lines(mix, task, line.body);
    }
  },
  spawn: step((mix) => new Op<void>(SPAWN, mix.coin, mix)),
  spin_lock: around(
    (mix, which) => k.spin_lock(spinlockOf(mix, which)),
    (mix, which) => k.spin_unlock(spinlockOf(mix, which)),
  ),
  *spin_trylock(mix: Mix, task: number, line: Line): Task {
    const lock = spinlockOf(mix, line.which);
    const got = yield* k.spin_trylock(lock);
    mix.note(task, got);
    if (got) {
      yield* lines(mix, task, line.body);
      yield* k.spin_unlock(lock);
    }
  },
  forget_unlock: step((mix, which) => k.spin_lock(spinlockOf(mix, which))),
  mutex: around(
    (mix) => k.mutex_lock(mix.mutex),
    (mix) => k.mutex_unlock(mix.mutex),
  ),
  read_lock: around(
    (mix) => k.read_lock(mix.rwlock),
    (mix) => k.read_unlock(mix.rwlock),
  ),
  write_lock: around(
    (mix) => k.write_lock(mix.rwlock),
    (mix) => k.write_unlock(mix.rwlock),
  ),
  *write_lock_yield(mix: Mix, task: number, line: Line): Task {
    yield* k.write_lock(mix.rwlock);
    yield* lines(mix, task, line.body);
    mix.note(task, yield* k.cond_resched_rwlock_write(mix.rwlock));
    yield* k.write_unlock(mix.rwlock);
  },
  down_read: around(
    (mix) => k.down_read(mix.rwsem),
    (mix) => k.up_read(mix.rwsem),
  ),
  down_write: around(
    (mix) => k.down_write(mix.rwsem),
    (mix) => k.up_write(mix.rwsem),
  ),
  rcu_read: around(
    (mix) => k.rcu_read_lock(mix.rcu),
    (mix) => k.rcu_read_unlock(mix.rcu),
  ),
  synchronize_rcu: step((mix) => k.synchronize_rcu(mix.rcu)),
  call_rcu: step((mix) => k.call_rcu(mix.rcu, new k.Memory("callback"), callback, mix)),
  rcu_barrier: step((mix) => k.rcu_barrier(mix.rcu)),
  srcu_read: around(
    (mix) => k.srcu_read_lock(mix.srcu),
    (mix) => k.srcu_read_unlock(mix.srcu),
  ),
  synchronize_srcu: step((mix) => k.synchronize_srcu(mix.srcu)),
  complete: step((mix) => k.complete(mix.done)),
  complete_all: step((mix) => k.complete_all(mix.done)),
  wait_for_completion: step((mix) => k.wait_for_completion(mix.done)),
  wait_event: step((mix, which) => k.wait_event(mix.queue, cellOf(mix, which), (value) => value !== 0)),
  wake_up: step((mix) => k.wake_up(mix.queue)),
  get: step((mix) => k.refcount_inc_not_zero(mix.refs)),
  put: step((mix) => k.refcount_dec_and_test(mix.refs)),
  *alloc(mix: Mix, task: number): Task {
    const memory = yield* k.kmalloc(mix.allocator, "buffer", k.GFP_NOWAIT);
    mix.note(task, memory !== null);
    yield* k.kfree(mix.allocator, memory);
  },
  use: step((mix) => k.READ_ONCE(mix.field)),
  free: step((mix) => k.kfree(mix.allocator, mix.memory)),
  cond_resched: step((mix) => k.cond_resched(mix.coin)),
  *spin(mix: Mix, task: number, line: Line): Task {
    const target = cellOf(mix, line.which);
    while ((yield* k.READ_ONCE(target)) === 0) {
      yield* k.cpu_relax(target);
    }
    mix.note(task, "spun");
  },
  /** Its last load before it relaxes is of another cell. */
  *spin_late(mix: Mix, _task: number, line: Line): Task {
    const target = cellOf(mix, line.which);
    while ((yield* k.READ_ONCE(target)) === 0) {
      yield* k.READ_ONCE(cellOf(mix, (line.which + 1) % 3));
      yield* k.cpu_relax(target);
    }
  },
  /** Gives up after two turns. */
  *poll(mix: Mix, task: number, line: Line): Task {
    const target = cellOf(mix, line.which);
    for (let turn = 0; turn < 2; turn++) {
      if ((yield* k.READ_ONCE(target)) !== 0) {
        mix.note(task, "polled");
        return;
      }
      yield* k.udelay(target);
    }
    mix.note(task, "gave up");
  },
  *spin_xchg(mix: Mix, task: number, line: Line): Task {
    const target = cellOf(mix, line.which);
    while ((yield* k.xchg(target, 3)) !== 0) {
      yield* k.cpu_relax(target);
    }
    yield* lines(mix, task, line.body);
    yield* k.WRITE_ONCE(target, 0);
  },
  *spin_on_trylock(mix: Mix, task: number, line: Line): Task {
    const lock = spinlockOf(mix, line.which);
    while (!(yield* k.spin_trylock(lock))) {
      yield* k.cpu_relax(lock);
    }
    yield* lines(mix, task, line.body);
    yield* k.spin_unlock(lock);
  },
} satisfies Record<string, Act>;

export type Verb = keyof typeof ACTS;

function* lines(mix: Mix, task: number, body: readonly Line[]): Task {
  for (const line of body) {
    yield* ACTS[line.do](mix, task, line);
  }
}

/** `budget` is how many allocations may fail, and how often the rwlock may be dropped. */
export function kernelMix(tasks: readonly (readonly Line[])[], budget: number): Program<Mix> {
  return {
    name: "kernel mix",
    setup: (world) => new Mix(world, budget),
    tasks: tasks.map((body, task) => ({ name: `t${task}`, run: (mix: Mix) => lines(mix, task, body) })),
    claims: [],
  };
}
