import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { atomic_inc_return } from "../../../src/kernel/atomic.ts";
import { cell, READ_ONCE, smp_store_release, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { awaiting } from "./await.ts";
import { guarded } from "./locks.ts";
import type { HandMadeLock } from "./locks.ts";

class TicketLock implements HandMadeLock {
  readonly owner: Cell<number>;
  readonly next: Cell<number>;
  readonly #isAtomic: boolean;

  constructor(world: World, isAtomic: boolean) {
    this.owner = cell(world, "owner", 0);
    this.next = cell(world, "next", 0);
    this.#isAtomic = isAtomic;
  }

  *lock(): Task {
    const ticket = this.#isAtomic ? (yield* atomic_inc_return(this.next)) - 1 : yield* this.#draw();
    yield* awaiting(this.owner, (owner) => owner === ticket);
  }

  *unlock(): Task {
    const owner = yield* READ_ONCE(this.owner);
    yield* smp_store_release(this.owner, owner + 1);
  }

  /** Two may draw the same. */
  *#draw(): Task<number> {
    const ticket = yield* READ_ONCE(this.next);
    yield* WRITE_ONCE(this.next, ticket + 1);
    return ticket;
  }
}

/** GenMC's ticketlock: a number is drawn, then waited for. */
export const ticketLock = guarded("ticketlock", 2, (world) => new TicketLock(world, true));

/** The same where drawing a number takes two steps. */
export const brokenTicketLock = guarded("ticketlock, drawn in two steps", 2, (world) => new TicketLock(world, false));
