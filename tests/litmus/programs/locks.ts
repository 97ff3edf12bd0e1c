import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { READ_ONCE, WRITE_ONCE, cell } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { assert } from "./assertion.ts";

/** A lock made of cells; `task` tells who calls. */
export interface HandMadeLock {
  lock(task: number): Task;
  unlock(task: number): Task;
}

interface Guarded {
  readonly world: World;
  readonly lock: HandMadeLock;
  readonly shared: Cell<number>;
}

function* visit({ world, lock, shared }: Guarded, task: number): Task {
  yield* lock.lock(task);
  yield* WRITE_ONCE(shared, task);
  const seen = yield* READ_ONCE(shared);
  assert(seen === task, world, `task ${task} reads what task ${seen} wrote`);
  yield* lock.unlock(task);
}

/** So many tasks each take a lock once, write their number under it and read it back: what GenMC's tests of locks do. */
export function guarded(
  name: string,
  tasks: number,
  make: (world: World, tasks: number) => HandMadeLock,
): Program<Guarded> {
  return {
    name,
    setup: (world) => ({ world, lock: make(world, tasks), shared: cell(world, "shared", -1) }),
    tasks: Array.from({ length: tasks }, (_, task) => ({ name: `T${task}`, run: (state) => visit(state, task) })),
    claims: [],
  };
}
