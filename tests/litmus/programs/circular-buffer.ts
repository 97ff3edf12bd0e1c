import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { assert } from "./assertion.ts";

const SIZE = 10;
const ROUNDS = 7;

interface Buffer {
  readonly world: World;
  readonly m: Mutex;
  readonly slots: readonly Cell<number>[];
  readonly first: Cell<number>;
  readonly next: Cell<number>;
  readonly send: Cell<boolean>;
  readonly receive: Cell<boolean>;
}

function* producer(state: Buffer): Task {
  for (let i = 0; i < ROUNDS; i++) {
    yield* mutex_lock(state.m);
    if (yield* READ_ONCE(state.send)) {
      const next = yield* READ_ONCE(state.next);
      yield* WRITE_ONCE(state.slots[next]!, i);
      yield* WRITE_ONCE(state.next, (next + 1) % SIZE);
      yield* WRITE_ONCE(state.send, false);
      yield* WRITE_ONCE(state.receive, true);
    }
    yield* mutex_unlock(state.m);
  }
}

function* remove(state: Buffer): Task<number> {
  const next = yield* READ_ONCE(state.next);
  const first = yield* READ_ONCE(state.first);
  if (next === 0 || first === SIZE) {
    return -1;
  }
  yield* WRITE_ONCE(state.first, first + 1);
  return yield* READ_ONCE(state.slots[first]!);
}

/** The program's mistake: what it takes out is compared with the number of the round, also after a wasted round. */
function* consumer(state: Buffer): Task {
  for (let i = 0; i < ROUNDS; i++) {
    yield* mutex_lock(state.m);
    if (yield* READ_ONCE(state.receive)) {
      const value = yield* remove(state);
      assert(value === i, state.world, `round ${i} takes out ${value}`);
      yield* WRITE_ONCE(state.receive, false);
      yield* WRITE_ONCE(state.send, true);
    }
    yield* mutex_unlock(state.m);
  }
}

/** SCTBench CS/circular_buffer. */
export const circularBuffer: Program<Buffer> = {
  name: "circular_buffer",
  setup: (world) => ({
    world,
    m: new Mutex(world, "m"),
    slots: Array.from({ length: SIZE }, (_, i) => cell(world, "slots", 0, i)),
    first: cell(world, "first", 0),
    next: cell(world, "next", 0),
    send: cell(world, "send", true),
    receive: cell(world, "receive", false),
  }),
  tasks: [
    { name: "producer", run: producer },
    { name: "consumer", run: consumer },
  ],
  claims: [],
};
