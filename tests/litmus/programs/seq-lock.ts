import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { spin_lock, spin_unlock, Spinlock } from "../../../src/kernel/spinlock.ts";
import { assert } from "./assertion.ts";
import { awaiting } from "./await.ts";

interface Record {
  readonly world: World;
  readonly lock: Spinlock;
  readonly sequence: Cell<number>;
  readonly words: readonly [Cell<number>, Cell<number>];
}

const isEven = (sequence: number): boolean => sequence % 2 === 0;

function* write({ lock, sequence, words }: Record): Task {
  yield* spin_lock(lock);
  yield* WRITE_ONCE(sequence, (yield* READ_ONCE(sequence)) + 1);
  yield* WRITE_ONCE(words[0], 42);
  yield* WRITE_ONCE(words[1], 42);
  yield* WRITE_ONCE(sequence, (yield* READ_ONCE(sequence)) + 1);
  yield* spin_unlock(lock);
}

function* read({ world, sequence, words }: Record, looksAgain: boolean): Task {
  for (;;) {
    const before = yield* awaiting(sequence, isEven);
    const first = yield* READ_ONCE(words[0]);
    const second = yield* READ_ONCE(words[1]);
    if (!looksAgain || (yield* READ_ONCE(sequence)) === before) {
      assert(first === second, world, `one word is ${first}, the other ${second}`);
      return;
    }
  }
}

function seqLockOf(name: string, looksAgain: boolean): Program<Record> {
  return {
    name,
    setup: (world) => ({
      world,
      lock: new Spinlock(world, "lock"),
      sequence: cell(world, "sequence", 0),
      words: [cell(world, "word", 0, 0), cell(world, "word", 0, 1)],
    }),
    tasks: [
      { name: "reader", run: (state) => read(state, looksAgain) },
      { name: "writer", run: write },
    ],
    claims: [],
  };
}

/** GenMC's seqlock, with data of two words: a reader starts anew where a writer was at work. */
export const seqLock = seqLockOf("seqlock", true);

/** The same where the reader does not look again. */
export const brokenSeqLock = seqLockOf("seqlock, looked at once", false);
