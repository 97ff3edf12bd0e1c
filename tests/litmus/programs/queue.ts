import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { assert } from "./assertion.ts";

const SIZE = 20;

interface Queue {
  readonly world: World;
  readonly m: Mutex;
  readonly elements: readonly Cell<number>[];
  readonly stored: readonly Cell<number>[];
  readonly head: Cell<number>;
  readonly tail: Cell<number>;
  readonly amount: Cell<number>;
  readonly mayEnqueue: Cell<boolean>;
  readonly mayDequeue: Cell<boolean>;
}

function* enqueue(state: Queue, value: number): Task {
  const tail = yield* READ_ONCE(state.tail);
  yield* WRITE_ONCE(state.elements[tail]!, value);
  yield* WRITE_ONCE(state.amount, (yield* READ_ONCE(state.amount)) + 1);
  yield* WRITE_ONCE(state.tail, (tail + 1) % SIZE);
}

function* dequeue(state: Queue): Task<number> {
  const head = yield* READ_ONCE(state.head);
  const value = yield* READ_ONCE(state.elements[head]!);
  yield* WRITE_ONCE(state.amount, (yield* READ_ONCE(state.amount)) - 1);
  yield* WRITE_ONCE(state.head, (head + 1) % SIZE);
  return value;
}

function* flip(state: Queue, mayDequeue: boolean): Task {
  yield* WRITE_ONCE(state.mayEnqueue, !mayDequeue);
  yield* WRITE_ONCE(state.mayDequeue, mayDequeue);
}

function* producer(state: Queue): Task {
  let value = 0;
  yield* mutex_lock(state.m);
  yield* enqueue(state, value);
  yield* WRITE_ONCE(state.stored[0]!, value);
  yield* mutex_unlock(state.m);
  for (let i = 1; i < SIZE; i++) {
    yield* mutex_lock(state.m);
    if (yield* READ_ONCE(state.mayEnqueue)) {
      value++;
      yield* enqueue(state, value);
      yield* WRITE_ONCE(state.stored[i]!, value);
      yield* flip(state, true);
    }
    yield* mutex_unlock(state.m);
  }
}

/** The program's mistake: what it takes out is compared with what was stored in the round of the same number. */
function* consumer(state: Queue): Task {
  for (let i = 0; i < SIZE; i++) {
    yield* mutex_lock(state.m);
    if (yield* READ_ONCE(state.mayDequeue)) {
      const value = yield* dequeue(state);
      const stored = yield* READ_ONCE(state.stored[i]!);
      assert(value === stored, state.world, `round ${i} takes out ${value}, stored was ${stored}`);
      yield* flip(state, false);
    }
    yield* mutex_unlock(state.m);
  }
}

/** SCTBench CS/queue: fails whenever a round of either task was wasted. */
export const queue: Program<Queue> = {
  name: "queue",
  setup: (world) => ({
    world,
    m: new Mutex(world, "m"),
    elements: Array.from({ length: SIZE }, (_, i) => cell(world, "elements", 0, i)),
    stored: Array.from({ length: SIZE }, (_, i) => cell(world, "stored", 0, i)),
    head: cell(world, "head", 0),
    tail: cell(world, "tail", 0),
    amount: cell(world, "amount", 0),
    mayEnqueue: cell(world, "mayEnqueue", true),
    mayDequeue: cell(world, "mayDequeue", false),
  }),
  tasks: [
    { name: "producer", run: producer },
    { name: "consumer", run: consumer },
  ],
  claims: [],
};
