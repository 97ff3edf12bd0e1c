import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";

interface Counter {
  readonly x: Cell<number>;
  readonly times: number;
}

function* increment(state: Counter): Task {
  for (let i = 0; i < state.times; i++) {
    const value = yield* READ_ONCE(state.x);
    yield* WRITE_ONCE(state.x, value + 1);
  }
}

/** `tasks` tasks each add 1 to a shared counter `times` times, without a lock. */
export function counter(tasks: number, times: number): Program<Counter> {
  const expected = tasks * times;
  return {
    name: `counter_${tasks}x${times}`,
    setup: (world) => ({ x: cell(world, "x", 0), times }),
    tasks: Array.from({ length: tasks }, (_, i) => ({ name: `T${i}`, run: increment })),
    claims: [
      { name: "sum", finally: ({ x }) => (x.peek === expected ? null : `x is ${x.peek} after ${expected} increments`) },
    ],
  };
}
