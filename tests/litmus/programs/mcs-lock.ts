import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, cmpxchg, READ_ONCE, smp_store_release, WRITE_ONCE, xchg } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { awaiting } from "./await.ts";
import { guarded } from "./locks.ts";
import type { HandMadeLock } from "./locks.ts";

const NOBODY = -1;

/** Each waits at a cell of its own until the one before hands over (kernel/locking/mcs_spinlock.h). */
class McsLock implements HandMadeLock {
  readonly tail: Cell<number>;
  readonly next: readonly Cell<number>[];
  readonly locked: readonly Cell<number>[];
  readonly #isPatient: boolean;

  constructor(world: World, tasks: number, isPatient: boolean) {
    const each = Array.from({ length: tasks }, (_, task) => task);
    this.tail = cell(world, "tail", NOBODY);
    this.next = each.map((task) => cell(world, "next", NOBODY, task));
    this.locked = each.map((task) => cell(world, "locked", 0, task));
    this.#isPatient = isPatient;
  }

  *lock(task: number): Task {
    yield* WRITE_ONCE(this.locked[task]!, 0);
    yield* WRITE_ONCE(this.next[task]!, NOBODY);
    const before = yield* xchg(this.tail, task);
    if (before !== NOBODY) {
      yield* WRITE_ONCE(this.next[before]!, task);
      yield* awaiting(this.locked[task]!, (locked) => locked !== 0);
    }
  }

  *unlock(task: number): Task {
    let next = yield* READ_ONCE(this.next[task]!);
    if (next === NOBODY) {
      if ((yield* cmpxchg(this.tail, task, NOBODY)) === task || !this.#isPatient) {
        return;
      }
      next = yield* awaiting(this.next[task]!, (other) => other !== NOBODY);
    }
    yield* smp_store_release(this.locked[next]!, 1);
  }
}

/** GenMC's mcs_spinlock. */
export const mcsLock = guarded("mcs_spinlock", 2, (world, tasks) => new McsLock(world, tasks, true));

/** The same where whoever unlocks does not wait for one who is just queueing, who then waits for ever. */
export const brokenMcsLock = guarded("mcs_spinlock, hasty", 2, (world, tasks) => new McsLock(world, tasks, false));
