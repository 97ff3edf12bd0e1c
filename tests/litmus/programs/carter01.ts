import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";

interface Carter {
  readonly m: Mutex;
  readonly l: Mutex;
  readonly a: Cell<number>;
  readonly b: Cell<number>;
}

function* add(count: Cell<number>, by: number): Task<number> {
  const value = (yield* READ_ONCE(count)) + by;
  yield* WRITE_ONCE(count, value);
  return value;
}

function* enterAndLeave(state: Carter, count: Cell<number>): Task {
  yield* mutex_lock(state.m);
  if ((yield* add(count, 1)) === 1) {
    yield* mutex_lock(state.l);
  }
  yield* mutex_unlock(state.m);
  yield* mutex_lock(state.m);
  if ((yield* add(count, -1)) === 0) {
    yield* mutex_unlock(state.l);
  }
  yield* mutex_unlock(state.m);
}

/** SCTBench CS/carter01: one task holds l and needs m, the other holds m and waits for l. */
export const carter01: Program<Carter> = {
  name: "carter01",
  setup: (world) => ({
    m: new Mutex(world, "m"),
    l: new Mutex(world, "l"),
    a: cell(world, "a", 0),
    b: cell(world, "b", 0),
  }),
  tasks: [
    { name: "T1", run: (state) => enterAndLeave(state, state.a) },
    { name: "T2", run: (state) => enterAndLeave(state, state.b) },
  ],
  claims: [],
};
