import type { Program } from "../../../src/core/program.ts";
import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { assert } from "./assertion.ts";
import { awaiting } from "./await.ts";

const BIAS = 0x0010_0000;

const ADD: OpKind = {
  name: "atomic_fetch_add",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const target = op.object as Cell<number>;
    const before = target.peek;
    target.peek = before + (op.a as number);
    return before;
  },
  describe: (op, result) => `atomic_fetch_add(${op.object.label}, ${String(op.a)}) = ${String(result)}`,
};

interface Guarded {
  readonly world: World;
  /** `BIAS` where nobody has it; readers take 1 off, writers all. */
  readonly lock: Cell<number>;
  readonly data: Cell<number>;
}

const add = (lock: Cell<number>, by: number): Op<number> => new Op<number>(ADD, lock, by);

/** Takes `share` off where at least `needed` was there; gives it back and waits otherwise. */
function* acquire(lock: Cell<number>, share: number, needed: number): Task {
  while ((yield* add(lock, -share)) < needed) {
    yield* add(lock, share);
    yield* awaiting(lock, (value) => value >= needed);
  }
}

function* readThenWrite({ world, lock, data }: Guarded, task: number, needed: number): Task {
  yield* acquire(lock, 1, 1);
  const first = yield* READ_ONCE(data);
  const second = yield* READ_ONCE(data);
  assert(first === second, world, `under the lock data was ${first}, then ${second}`);
  yield* add(lock, 1);
  yield* acquire(lock, BIAS, needed);
  yield* WRITE_ONCE(data, task);
  yield* add(lock, BIAS);
}

function biasLockOf(name: string, needed: number): Program<Guarded> {
  return {
    name,
    setup: (world) => ({ world, lock: cell(world, "lock", BIAS), data: cell(world, "data", 0) }),
    tasks: [
      { name: "A", run: (state) => readThenWrite(state, 1, needed) },
      { name: "B", run: (state) => readThenWrite(state, 2, needed) },
    ],
    claims: [],
  };
}

/** GenMC's linuxrwlocks: a reader-writer lock in one word, two tasks that read under it, then write. */
export const biasLock = biasLockOf("linuxrwlocks", BIAS);

/** The same where a writer only wants no other writer to be there. */
export const brokenBiasLock = biasLockOf("linuxrwlocks, beside readers", 1);
