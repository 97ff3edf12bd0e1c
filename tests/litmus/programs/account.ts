import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { assert } from "./assertion.ts";

interface Account {
  readonly world: World;
  readonly m: Mutex;
  readonly balance: Cell<number>;
  readonly deposited: Cell<boolean>;
  readonly withdrawn: Cell<boolean>;
}

function* move(state: Account, amount: number, done: Cell<boolean>): Task {
  yield* mutex_lock(state.m);
  const balance = yield* READ_ONCE(state.balance);
  yield* WRITE_ONCE(state.balance, balance + amount);
  yield* WRITE_ONCE(done, true);
  yield* mutex_unlock(state.m);
}

/** The formula is the program's mistake: 1 + 2 - 4 is -1. */
function* check(state: Account): Task {
  yield* mutex_lock(state.m);
  if ((yield* READ_ONCE(state.deposited)) && (yield* READ_ONCE(state.withdrawn))) {
    const balance = yield* READ_ONCE(state.balance);
    assert(balance === 1 - 2 - 4, state.world, `balance is ${balance}`);
  }
  yield* mutex_unlock(state.m);
}

/** SCTBench CS/account: fails whenever the check comes last. */
export const account: Program<Account> = {
  name: "account",
  setup: (world) => ({
    world,
    m: new Mutex(world, "m"),
    balance: cell(world, "balance", 1),
    deposited: cell(world, "deposited", false),
    withdrawn: cell(world, "withdrawn", false),
  }),
  tasks: [
    { name: "check", run: check },
    { name: "deposit", run: (state) => move(state, 2, state.deposited) },
    { name: "withdraw", run: (state) => move(state, -4, state.withdrawn) },
  ],
  claims: [],
};
