import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, read_plain, write_plain } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Spinlock, spin_lock, spin_unlock } from "../../../src/kernel/spinlock.ts";

interface Counter {
  readonly lock: Spinlock;
  readonly x: Cell<number>;
  readonly times: number;
}

function* increment({ lock, x, times }: Counter): Task {
  for (let i = 0; i < times; i++) {
    yield* spin_lock(lock);
    const value = yield* read_plain(x);
    yield* write_plain(x, value + 1);
    yield* spin_unlock(lock);
  }
}

/** As `counter`, under a lock: traces differ in the order of the critical sections only. */
export function lockedCounter(tasks: number, times: number): Program<Counter> {
  const expected = tasks * times;
  return {
    name: `locked_counter_${tasks}x${times}`,
    setup: (world) => ({ lock: new Spinlock(world, "lock"), x: cell(world, "x", 0), times }),
    tasks: Array.from({ length: tasks }, (_, i) => ({ name: `T${i}`, run: increment })),
    claims: [
      { name: "sum", finally: ({ x }) => (x.peek === expected ? null : `x is ${x.peek} after ${expected} increments`) },
    ],
  };
}
