import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { assert } from "./assertion.ts";

const SIZE = 10;

interface Stack {
  readonly world: World;
  readonly m: Mutex;
  readonly slots: readonly Cell<number>[];
  readonly top: Cell<number>;
  readonly pushed: Cell<boolean>;
}

function* push(state: Stack): Task {
  for (let i = 0; i < SIZE; i++) {
    yield* mutex_lock(state.m);
    const top = yield* READ_ONCE(state.top);
    assert(top < SIZE, state.world, "the stack overflows");
    yield* WRITE_ONCE(state.slots[top]!, i);
    yield* WRITE_ONCE(state.top, top + 1);
    yield* WRITE_ONCE(state.pushed, true);
    yield* mutex_unlock(state.m);
  }
}

/** The program's mistake: the flag says that something was pushed, not that something is left. */
function* pop(state: Stack): Task {
  for (let i = 0; i < SIZE; i++) {
    yield* mutex_lock(state.m);
    if (yield* READ_ONCE(state.pushed)) {
      const top = yield* READ_ONCE(state.top);
      assert(top > 0, state.world, "the stack underflows");
      if (top > 0) {
        yield* WRITE_ONCE(state.top, top - 1);
        yield* READ_ONCE(state.slots[top - 1]!);
      }
    }
    yield* mutex_unlock(state.m);
  }
}

/** SCTBench CS/stack. */
export const stack: Program<Stack> = {
  name: "stack",
  setup: (world) => ({
    world,
    m: new Mutex(world, "m"),
    slots: Array.from({ length: SIZE }, (_, i) => cell(world, "slots", 0, i)),
    top: cell(world, "top", 0),
    pushed: cell(world, "pushed", false),
  }),
  tasks: [
    { name: "push", run: push },
    { name: "pop", run: pop },
  ],
  claims: [],
};
