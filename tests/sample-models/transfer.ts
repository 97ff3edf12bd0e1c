import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { READ_ONCE, WRITE_ONCE, cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Spinlock, spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import type { Design, Model } from "../../src/scenario/model.ts";
import type { Values } from "../../src/scenario/scenario.ts";

/** Clerks move money between accounts, each under its lock; `as-asked` takes the locks in the order of the arguments. */
export interface Transfers {
  readonly ordered: boolean;
  readonly locks: readonly Spinlock[];
  readonly accounts: readonly Cell<number>[];
}

function setup(world: World, _scenario: unknown, design: Design): Transfers {
  const all = [0, 1, 2];
  return {
    ordered: design.name === "ordered",
    locks: all.map((i) => new Spinlock(world, "lock", i)),
    accounts: all.map((i) => cell(world, "account", 9, i)),
  };
}

function* transfer(state: Transfers, args: Values): Task {
  const from = Number(args["from"]);
  const to = Number(args["to"]);
  if (from === to) {
    return;
  }
  const [first, second] = state.ordered && from > to ? [to, from] : [from, to];
  yield* spin_lock(state.locks[first]!);
  yield* spin_lock(state.locks[second]!);
  yield* WRITE_ONCE(state.accounts[from]!, (yield* READ_ONCE(state.accounts[from]!)) - 1);
  yield* WRITE_ONCE(state.accounts[to]!, (yield* READ_ONCE(state.accounts[to]!)) + 1);
  yield* spin_unlock(state.locks[second]!);
  yield* spin_unlock(state.locks[first]!);
}

const ordered: Design = { name: "ordered", title: "lower account first", breaks: [], flaws: [], mend: () => ordered };
const asAsked: Design = { ...ordered, name: "as-asked", title: "source first", breaks: ["deadlock"] };

export const transfers: Model<Transfers> = {
  name: "transfers",
  title: "money moved between locked accounts",
  designs: [asAsked, ordered],
  settings: {},
  roles: {
    clerk: {
      title: "clerk",
      max: 3,
      maxCommands: 2,
      commands: {
        transfer: {
          args: { from: { min: 0, max: 2 }, to: { min: 0, max: 2 } },
          run: transfer,
          print: (args) => `moves 1 from ${args["from"]} to ${args["to"]}`,
        },
      },
    },
  },
  setup,
};
