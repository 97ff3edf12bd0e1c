import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";

interface Row {
  readonly cells: readonly Cell<number>[];
}

function* scan({ cells }: Row): Task {
  for (let i = cells.length - 1; (yield* READ_ONCE(cells[i]!)) !== 0; i--);
}

function* follow({ cells }: Row, i: number): Task {
  const before = yield* READ_ONCE(cells[i - 1]!);
  yield* WRITE_ONCE(cells[i]!, before + 1);
}

/** A reader looks for the last zero while `n` writers each raise their cell above the one before (POPL 2014). */
export function lastzero(n: number): Program<Row> {
  return {
    name: `lastzero_${n}`,
    setup: (world) => ({ cells: Array.from({ length: n + 1 }, (_, i) => cell(world, "cells", 0, i)) }),
    tasks: [
      { name: "reader", run: scan },
      ...Array.from({ length: n }, (_, i) => ({ name: `writer ${i + 1}`, run: (state: Row) => follow(state, i + 1) })),
    ],
    claims: [],
  };
}
