import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, cmpxchg } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";

const SIZE = 128;
const MESSAGES = 4;

interface Table {
  readonly slots: readonly Cell<number>[];
}

function* insert({ slots }: Table, task: number): Task {
  for (let i = 1; i <= MESSAGES; i++) {
    const message = i * 11 + task;
    let hash = (message * 7) % SIZE;
    while ((yield* cmpxchg(slots[hash]!, 0, message)) !== 0) {
      hash = (hash + 1) % SIZE;
    }
  }
}

/** Tasks insert messages of their own into a hash table; up to 11 tasks never meet (Flanagan, Godefroid, POPL 2005). */
export function indexer(tasks: number): Program<Table> {
  return {
    name: `indexer_${tasks}`,
    setup: (world) => ({ slots: Array.from({ length: SIZE }, (_, i) => cell(world, "table", 0, i)) }),
    tasks: Array.from({ length: tasks }, (_, i) => ({ name: `T${i}`, run: (state: Table) => insert(state, i) })),
    claims: [],
  };
}
