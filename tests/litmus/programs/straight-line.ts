import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE, xchg } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";

interface Memory {
  readonly cells: ReadonlyMap<string, Cell<number>>;
  /** What the reads of each task returned, by task. */
  readonly seen: number[][];
}

function* run(state: Memory, task: number, lines: readonly string[]): Task {
  const seen = (state.seen[task] = [] as number[]);
  for (const line of lines) {
    const [verb, name, value] = line.split(" ");
    const target = state.cells.get(name!)!;
    if (verb === "r") {
      seen.push(yield* READ_ONCE(target));
    } else if (verb === "w") {
      yield* WRITE_ONCE(target, Number(value));
    } else {
      seen.push(yield* xchg(target, Number(value)));
    }
  }
}

/**
 * A litmus test of memory order: each task is a list of `r x`, `w x 1` and `xchg x 1`. `done` gets, after each run, what
 * the reads of each task returned and then the final values.
 */
export function straightLine(tasks: readonly (readonly string[])[], done: (outcome: string) => void): Program<Memory> {
  const names = [...new Set(tasks.flat().map((line) => line.split(" ")[1]!))].toSorted();
  return {
    name: "straight line",
    setup: (world) => ({ cells: new Map(names.map((name) => [name, cell(world, name, 0)])), seen: [] }),
    tasks: tasks.map((lines, task) => ({ name: `P${task}`, run: (state) => run(state, task, lines) })),
    claims: [
      {
        name: "outcome",
        finally({ cells, seen }) {
          const final = names.map((name) => `${name}=${cells.get(name)!.peek}`);
          done(`${seen.map((values) => values.join("")).join("|")} ${final.join(" ")}`);
          return null;
        },
      },
    ],
  };
}
