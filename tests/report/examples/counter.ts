import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import type { Telling } from "./found.ts";

function* increment(count: Cell<number>): Task {
  const old = yield* READ_ONCE(count);
  yield* WRITE_ONCE(count, old + 1);
}

/** Tasks that each add one and lose each other's updates. */
export function counter(tasks: number): Program<Cell<number>> {
  return {
    name: `counter of ${tasks}`,
    setup: (world) => cell(world, "count", 0),
    tasks: Array.from({ length: tasks }, (_, id) => ({ name: `CPU ${id}`, run: increment })),
    claims: [
      {
        name: "no-lost-update",
        finally: (count) => (count.peek === tasks ? null : `count is ${count.peek} after ${tasks} increments`),
      },
    ],
  };
}

export function counterTelling(tasks: number): Telling {
  const calls = Array.from({ length: tasks }, () => "count++");
  return { design: "racy", property: "no-lost-update", flaw: null, settings: [], calls };
}
