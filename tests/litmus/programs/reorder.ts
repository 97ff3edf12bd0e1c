import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { assert } from "./assertion.ts";

interface Pair {
  readonly world: World;
  readonly a: Cell<number>;
  readonly b: Cell<number>;
}

function* set({ a, b }: Pair): Task {
  yield* WRITE_ONCE(a, 1);
  yield* WRITE_ONCE(b, -1);
}

/** `(a == 0 && b == 0) || (a == 1 && b == -1)` as C evaluates it: up to four reads. */
function* check({ a, b, world }: Pair): Task {
  const before = (yield* READ_ONCE(a)) === 0 && (yield* READ_ONCE(b)) === 0;
  const good = before || ((yield* READ_ONCE(a)) === 1 && (yield* READ_ONCE(b)) === -1);
  assert(good, world, "neither both set nor both unset");
}

/** SCTBench CS/reorder_N with N = setters + checkers. */
export function reorder(setters: number, checkers: number): Program<Pair> {
  return {
    name: `reorder_${setters + checkers}`,
    setup: (world) => ({ world, a: cell(world, "a", 0), b: cell(world, "b", 0) }),
    tasks: [
      ...Array.from({ length: setters }, (_, i) => ({ name: `set ${i}`, run: set })),
      ...Array.from({ length: checkers }, (_, i) => ({ name: `check ${i}`, run: check })),
    ],
    claims: [],
  };
}
