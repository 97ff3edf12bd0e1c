import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { assert } from "./assertion.ts";

interface Stages {
  readonly world: World;
  readonly lock1: Mutex;
  readonly lock2: Mutex;
  readonly data1: Cell<number>;
  readonly data2: Cell<number>;
}

function* write(state: Stages): Task {
  yield* mutex_lock(state.lock1);
  yield* WRITE_ONCE(state.data1, 1);
  yield* mutex_unlock(state.lock1);
  yield* mutex_lock(state.lock2);
  const data1 = yield* READ_ONCE(state.data1);
  yield* WRITE_ONCE(state.data2, data1 + 1);
  yield* mutex_unlock(state.lock2);
}

function* read(state: Stages): Task {
  yield* mutex_lock(state.lock1);
  const data1 = yield* READ_ONCE(state.data1);
  if (data1 === 0) {
    yield* mutex_unlock(state.lock1);
    return;
  }
  yield* READ_ONCE(state.data1);
  yield* mutex_unlock(state.lock1);
  yield* mutex_lock(state.lock2);
  const data2 = yield* READ_ONCE(state.data2);
  yield* mutex_unlock(state.lock2);
  assert(data2 === data1 + 1, state.world, `data2 is ${data2}, data1 was ${data1}`);
}

/** SCTBench CS/twostage_N with N = writers + readers: a reader falls between a writer's two critical sections, twice. */
export function twostages(writers: number, readers: number): Program<Stages> {
  return {
    name: writers + readers === 2 ? "twostage" : `twostage_${writers + readers}`,
    setup: (world) => ({
      world,
      lock1: new Mutex(world, "lock1"),
      lock2: new Mutex(world, "lock2"),
      data1: cell(world, "data1", 0),
      data2: cell(world, "data2", 0),
    }),
    tasks: [
      ...Array.from({ length: writers }, (_, i) => ({ name: `writer ${i}`, run: write })),
      ...Array.from({ length: readers }, (_, i) => ({ name: `reader ${i}`, run: read })),
    ],
    claims: [],
  };
}

export const twostage = twostages(1, 1);
