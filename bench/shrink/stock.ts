import type { Claim } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Spinlock, spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import type { CommandSpec, Design, Model } from "../../src/scenario/model.ts";
import type { Values } from "../../src/scenario/scenario.ts";

const SHELVES = 5;
/** Counting is long, so that runs are. */
const ROUNDS = 8;

/** Shelves that workers fill, empty and count, most of them under a lock: three commands of ten have a race. */
export interface Stock {
  readonly world: World;
  readonly shelves: readonly Cell<number>[];
  readonly locks: readonly Spinlock[];
  readonly filled: Cell<boolean>;
  readonly label: Cell<number>;
  readonly booked: number[];
}

function setup(world: World): Stock {
  const all = Array.from({ length: SHELVES }, (_, i) => i);
  return {
    world,
    shelves: all.map((i) => cell(world, "shelf", 0, i)),
    locks: all.map((i) => new Spinlock(world, "lock", i)),
    filled: cell(world, "filled", false),
    label: cell(world, "label", 0),
    booked: all.map(() => 0),
  };
}

function* put(stock: Stock, args: Values): Task {
  const shelf = Number(args["shelf"]);
  stock.booked[shelf]! += 1;
  yield* READ_ONCE(stock.filled);
  yield* WRITE_ONCE(stock.shelves[shelf]!, (yield* READ_ONCE(stock.shelves[shelf]!)) + 1);
}

function* put_locked(stock: Stock, args: Values): Task {
  const shelf = Number(args["shelf"]);
  yield* spin_lock(stock.locks[shelf]!);
  yield* put(stock, args);
  yield* spin_unlock(stock.locks[shelf]!);
}

function* take(stock: Stock, args: Values): Task {
  const shelf = Number(args["shelf"]);
  yield* spin_lock(stock.locks[shelf]!);
  const held = yield* READ_ONCE(stock.shelves[shelf]!);
  yield* spin_unlock(stock.locks[shelf]!);
  if (held > 0) {
    stock.booked[shelf]! -= 1;
    yield* spin_lock(stock.locks[shelf]!);
    const now = yield* READ_ONCE(stock.shelves[shelf]!);
    yield* WRITE_ONCE(stock.shelves[shelf]!, now - 1);
    yield* spin_unlock(stock.locks[shelf]!);
    if (now <= 0) {
      stock.world.fail("negative", `shelf ${shelf} holds ${now - 1}`);
    }
  }
}

function* move(stock: Stock, args: Values): Task {
  const [from, to] = [Number(args["from"]), Number(args["to"])];
  if (from !== to) {
    yield* spin_lock(stock.locks[from]!);
    yield* spin_lock(stock.locks[to]!);
    yield* READ_ONCE(stock.shelves[from]!);
    yield* READ_ONCE(stock.shelves[to]!);
    yield* spin_unlock(stock.locks[to]!);
    yield* spin_unlock(stock.locks[from]!);
  }
}

function* publish(stock: Stock): Task {
  yield* WRITE_ONCE(stock.filled, true);
  yield* WRITE_ONCE(stock.label, 1);
}

function* read_label(stock: Stock): Task {
  const filled = yield* READ_ONCE(stock.filled);
  if (filled && (yield* READ_ONCE(stock.label)) === 0) {
    stock.world.fail("unlabelled", "filled, and no label");
  }
}

function* count(stock: Stock): Task {
  for (let round = 0; round < ROUNDS; round++) {
    for (const each of stock.shelves) {
      yield* READ_ONCE(each);
    }
  }
}

const balanced: Claim<Stock> = {
  name: "balanced",
  finally({ shelves, booked }) {
    const wrong = shelves.findIndex((shelf, i) => shelf.peek !== booked[i]);
    return wrong < 0 ? null : `shelf ${wrong} holds ${shelves[wrong]!.peek}, booked are ${booked[wrong]}`;
  },
};

const shelf = { min: 0, max: SHELVES - 1 };
const design: Design = { name: "as-it-is", title: "with its races", breaks: [], flaws: [], mend: () => design };

function command(run: CommandSpec<Stock>["run"], args: CommandSpec<Stock>["args"] = {}): CommandSpec<Stock> {
  return { args, run, print: (values) => `${run.name} ${Object.values(values).join(" ")}` };
}

export const stock: Model<Stock> = {
  name: "stock",
  title: "shelves that several workers fill and empty",
  designs: [design],
  settings: {},
  setup,
  claims: [balanced],
  roles: {
    worker: {
      title: "worker",
      max: 5,
      maxCommands: 30,
      commands: {
        count: command(count),
        put_locked: command(put_locked, { shelf }),
        put: command(put, { shelf }),
        take: command(take, { shelf }),
        move: command(move, { from: shelf, to: shelf }),
        publish: command(publish),
        read_label: command(read_label),
      },
    },
  },
};
