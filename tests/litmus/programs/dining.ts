import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";

interface Table {
  readonly forks: readonly Mutex[];
}

function* eat({ forks }: Table, seat: number): Task {
  const left = forks[seat]!;
  const right = forks[(seat + 1) % forks.length]!;
  yield* mutex_lock(left);
  yield* mutex_lock(right);
  yield* mutex_unlock(right);
  yield* mutex_unlock(left);
}

/** Everyone takes the left fork first: a deadlock once all have done so. */
export function dining(philosophers: number): Program<Table> {
  return {
    name: `dining_deadlock_${philosophers}`,
    setup: (world) => ({ forks: Array.from({ length: philosophers }, (_, i) => new Mutex(world, "fork", i)) }),
    tasks: Array.from({ length: philosophers }, (_, i) => ({ name: `P${i}`, run: (state: Table) => eat(state, i) })),
    claims: [],
  };
}
