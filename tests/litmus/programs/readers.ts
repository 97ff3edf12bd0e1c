import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";

interface Variable {
  readonly x: Cell<number>;
}

function* write({ x }: Variable): Task {
  yield* WRITE_ONCE(x, 1);
}

function* read({ x }: Variable): Task {
  yield* READ_ONCE(x);
}

function* writeOwn({ x }: Variable, value: number): Task {
  yield* WRITE_ONCE(x, value);
}

/** One writer and `n` readers of a variable: 2^n ways in which the readers see it. */
export function readers(n: number): Program<Variable> {
  return {
    name: `readers_${n}`,
    setup: (world) => ({ x: cell(world, "x", 0) }),
    tasks: [
      { name: "writer", run: write },
      ...Array.from({ length: n }, (_, i) => ({ name: `reader ${i}`, run: read })),
    ],
    claims: [],
  };
}

/** `n` writers of a variable: n! orders. */
export function lastwrite(n: number): Program<Variable> {
  return {
    name: `lastwrite_${n}`,
    setup: (world) => ({ x: cell(world, "x", 0) }),
    tasks: Array.from({ length: n }, (_, i) => ({ name: `T${i}`, run: (state: Variable) => writeOwn(state, i) })),
    claims: [],
  };
}
