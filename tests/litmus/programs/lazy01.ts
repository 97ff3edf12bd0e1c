import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { assert } from "./assertion.ts";

interface Lazy {
  readonly world: World;
  readonly m: Mutex;
  readonly data: Cell<number>;
}

function* add(state: Lazy, by: number): Task {
  yield* mutex_lock(state.m);
  const data = yield* READ_ONCE(state.data);
  yield* WRITE_ONCE(state.data, data + by);
  yield* mutex_unlock(state.m);
}

function* check(state: Lazy): Task {
  yield* mutex_lock(state.m);
  const data = yield* READ_ONCE(state.data);
  assert(data < 3, state.world, `data is ${data}`);
  yield* mutex_unlock(state.m);
}

/** SCTBench CS/lazy01: fails when the check comes last. */
export const lazy01: Program<Lazy> = {
  name: "lazy01",
  setup: (world) => ({ world, m: new Mutex(world, "m"), data: cell(world, "data", 0) }),
  tasks: [
    { name: "T1", run: (state) => add(state, 1) },
    { name: "T2", run: (state) => add(state, 2) },
    { name: "T3", run: check },
  ],
  claims: [],
};
