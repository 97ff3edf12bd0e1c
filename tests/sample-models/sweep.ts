import type { Claim } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { READ_ONCE, WRITE_ONCE, cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Allocator, GFP_NOWAIT, kfree, kmalloc } from "../../src/kernel/slab.ts";
import { Spinlock, spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import type { Design, Model } from "../../src/scenario/model.ts";
import type { Scenario, Values } from "../../src/scenario/scenario.ts";

/** A table of slots that users fill and a sweeper clears, dropping the lock after each slot where the setting says so. */
export interface Table {
  readonly world: World;
  readonly drops: boolean;
  readonly lock: Spinlock;
  readonly slots: readonly Cell<boolean>[];
  readonly memory: Allocator;
}

const SLOTS = 6;

function setup(world: World, { settings }: Scenario): Table {
  return {
    world,
    drops: settings["drops"] === true,
    lock: new Spinlock(world, "lock"),
    slots: Array.from({ length: SLOTS }, (_, i) => cell(world, "slot", false, i)),
    memory: new Allocator(world, Number(settings["failures"])),
  };
}

function* fill(table: Table, args: Values): Task {
  yield* spin_lock(table.lock);
  const note = yield* kmalloc(table.memory, "note", GFP_NOWAIT);
  yield* WRITE_ONCE(table.slots[Number(args["slot"])]!, true);
  yield* spin_unlock(table.lock);
  if (note === null) {
    table.world.emit("unnoted", args["slot"]);
  }
  yield* kfree(table.memory, note);
}

function* sweep(table: Table, args: Values): Task {
  const first = Number(args["first"]);
  const last = Math.min(first + Number(args["count"]), SLOTS) - 1;
  yield* spin_lock(table.lock);
  for (let i = first; i <= last; i++) {
    if (yield* READ_ONCE(table.slots[i]!)) {
      yield* WRITE_ONCE(table.slots[i]!, false);
    }
    if (table.drops && i < last) {
      yield* spin_unlock(table.lock);
      yield* spin_lock(table.lock);
    }
  }
  table.world.emit("swept", { first, last });
  yield* spin_unlock(table.lock);
}

const only: Design = { name: "only", title: "as it is", breaks: ["swept", "noted"], flaws: [], mend: () => only };

export const table: Model<Table> = {
  name: "table",
  title: "a table that is swept",
  designs: [only],
  settings: { drops: "boolean", failures: { min: 0, max: 2 } },
  roles: {
    user: {
      title: "user",
      max: 2,
      maxCommands: 3,
      commands: {
        fill: {
          args: { slot: { min: 0, max: SLOTS - 1 } },
          run: fill,
          print: (args) => `fills slot ${args["slot"]}`,
        },
      },
    },
    sweeper: {
      title: "sweeper",
      max: 1,
      maxCommands: 2,
      commands: {
        sweep: {
          args: { first: { min: 0, max: SLOTS - 1 }, count: { min: 1, max: 4 } },
          run: sweep,
          print: (args) => `sweeps ${args["count"]} from ${args["first"]}`,
        },
      },
    },
  },
  setup,
};

/** When a sweep ends, what it swept is empty. */
export const swept: Claim<Table> = {
  name: "swept",
  on: {
    swept: ({ slots }, event) => {
      const { first, last } = event as { first: number; last: number };
      const full = slots.findIndex((slot, i) => i >= first && i <= last && slot.peek);
      return full < 0 ? null : `slot ${full} is full at the end of a sweep of ${first} to ${last}`;
    },
  },
};

/** Every fill could be noted. */
export const noted: Claim<Table> = {
  name: "noted",
  on: { unnoted: (_table, slot) => `slot ${String(slot)} was filled without a note` },
};
