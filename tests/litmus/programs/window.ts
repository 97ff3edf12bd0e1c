import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { assert } from "./assertion.ts";

interface Window {
  readonly world: World;
  readonly x: Cell<number>;
}

function* count({ x }: Window, writes: number): Task {
  for (let i = 1; i <= writes; i++) {
    yield* WRITE_ONCE(x, i);
  }
}

function* look({ x, world }: Window, wanted: readonly number[]): Task {
  let met = true;
  for (const value of wanted) {
    met = (yield* READ_ONCE(x)) === value && met;
  }
  assert(!met, world, `read ${wanted.join(", ")}`);
}

/** One task counts to `writes`, the other fails if its reads return exactly `wanted`: as many switches at the one right step. */
export function window(writes: number, wanted: readonly number[]): Program<Window> {
  return {
    name: `window ${wanted.join(", ")} of ${writes}`,
    setup: (world) => ({ world, x: cell(world, "x", 0) }),
    tasks: [
      { name: "count", run: (state) => count(state, writes) },
      { name: "look", run: (state) => look(state, wanted) },
    ],
    claims: [],
  };
}
