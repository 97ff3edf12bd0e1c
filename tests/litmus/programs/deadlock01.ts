import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";

interface TwoLocks {
  readonly a: Mutex;
  readonly b: Mutex;
  readonly count: Cell<number>;
}

function* increment(state: TwoLocks, outer: Mutex, inner: Mutex): Task {
  yield* mutex_lock(outer);
  yield* mutex_lock(inner);
  const count = yield* READ_ONCE(state.count);
  yield* WRITE_ONCE(state.count, count + 1);
  yield* mutex_unlock(inner);
  yield* mutex_unlock(outer);
}

/** SCTBench CS/deadlock01: two locks in either order. */
export const deadlock01: Program<TwoLocks> = {
  name: "deadlock01",
  setup: (world) => ({ a: new Mutex(world, "a"), b: new Mutex(world, "b"), count: cell(world, "count", 0) }),
  tasks: [
    { name: "T1", run: (state) => increment(state, state.a, state.b) },
    { name: "T2", run: (state) => increment(state, state.b, state.a) },
  ],
  claims: [],
};
