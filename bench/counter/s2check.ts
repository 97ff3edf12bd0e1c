import type { Program } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";

interface Counter {
  readonly x: Cell<number>;
}

function* increment({ x }: Counter): Task {
  for (let i = 0; i < 3; i++) {
    const value = yield* READ_ONCE(x);
    yield* WRITE_ONCE(x, value + 1);
  }
}

/** Two tasks each add 1 three times, without a lock. */
export const counter: Program<Counter> = {
  name: "racing counter",
  setup: (world) => ({ x: cell(world, "x", 0) }),
  tasks: [
    { name: "T0", run: increment },
    { name: "T1", run: increment },
  ],
  claims: [{ name: "sum", finally: ({ x }) => (x.peek === 6 ? null : `x is ${x.peek}`) }],
};
