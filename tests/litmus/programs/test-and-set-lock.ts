import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, cmpxchg, smp_store_release, WRITE_ONCE, xchg } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { awaiting } from "./await.ts";
import { guarded } from "./locks.ts";
import type { HandMadeLock } from "./locks.ts";

type Set = "cmpxchg" | "xchg" | "two steps";

/** Waits until the lock looks free, then tries to set it. */
class TestAndSetLock implements HandMadeLock {
  readonly held: Cell<number>;
  readonly #set: Set;

  constructor(world: World, set: Set) {
    this.held = cell(world, "held", 0);
    this.#set = set;
  }

  *lock(): Task {
    do {
      yield* awaiting(this.held, (held) => held === 0);
    } while ((yield* this.#try()) !== 0);
  }

  *unlock(): Task {
    yield* smp_store_release(this.held, 0);
  }

  /** What it was before. */
  *#try(): Task<number> {
    if (this.#set === "two steps") {
      yield* WRITE_ONCE(this.held, 1);
      return 0;
    }
    return yield* this.#set === "xchg" ? xchg(this.held, 1) : cmpxchg(this.held, 0, 1);
  }
}

/** GenMC's spinlock and ttaslock. */
export const spinLock = guarded("spinlock", 2, (world) => new TestAndSetLock(world, "cmpxchg"));
export const ttasLock = guarded("ttaslock", 2, (world) => new TestAndSetLock(world, "xchg"));

/** The same where looking and setting are two steps. */
export const brokenSpinLock = guarded(
  "spinlock, set in two steps",
  2,
  (world) => new TestAndSetLock(world, "two steps"),
);
