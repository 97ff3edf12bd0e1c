import type { Claim } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, cmpxchg, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { mutex_lock, mutex_unlock, Mutex } from "../../src/kernel/mutex.ts";
import type { Design, Model, Setting } from "../../src/scenario/model.ts";

/** Its knobs: without the lock and with plain updates coins are lost; paying twice is always wrong. */
const KNOBS = {
  lock: ["mutex", "none"],
  update: ["atomic", "plain"],
  pay: ["once", "twice"],
  paint: ["red", "blue"],
} as const;

/** Several clerks put coins in. */
interface Vault {
  readonly setting: Setting;
  readonly mutex: Mutex;
  readonly coins: Cell<number>;
  paid: number;
}

function* put(vault: Vault): Task {
  const { setting, mutex } = vault;
  vault.paid++;
  if (setting["lock"] === "mutex") {
    yield* mutex_lock(mutex);
  }
  for (let times = setting["pay"] === "twice" ? 2 : 1; times > 0; times--) {
    yield* add(vault);
  }
  if (setting["lock"] === "mutex") {
    yield* mutex_unlock(mutex);
  }
}

function* add({ setting, coins }: Vault): Task {
  let old = yield* READ_ONCE(coins);
  if (setting["update"] === "plain") {
    yield* WRITE_ONCE(coins, old + 1);
    return;
  }
  for (let seen = old - 1; seen !== old;) {
    seen = old;
    old = yield* cmpxchg(coins, seen, seen + 1);
  }
}

interface VaultDesign extends Design {
  readonly setting: Setting;
}

function design(setting: Setting, turned: Setting, posted: boolean): VaultDesign {
  const names = Object.keys(KNOBS).filter((name) => name in turned);
  const own = { ...setting, ...turned };
  return {
    name: names.length === 0 ? "vault-v1" : `vault-v1@${names.map((name) => `${name}=${turned[name]}`).join(",")}`,
    title: "a vault as first built",
    breaks: posted ? ["balanced"] : [],
    flaws: posted ? [{ id: "PAY", title: "pays twice" }] : [],
    mend: (flaws) =>
      flaws.includes("PAY") ? design({ ...setting, pay: "once" }, turned, false) : design(setting, turned, posted),
    setting: own,
    variants: {
      knobs: Object.entries(KNOBS).map(([name, values]) => ({ name, values, open: name === "paint" ? [] : values })),
      setting: own,
      turned: (more) => design(setting, { ...turned, ...more }, posted),
    },
  };
}

export const vault: Model<Vault, VaultDesign> = {
  name: "vault",
  title: "a vault with several clerks",
  designs: [design({ lock: "mutex", update: "atomic", pay: "twice", paint: "red" }, {}, true)],
  settings: {},
  roles: {
    clerk: {
      title: "clerk",
      min: 1,
      max: 3,
      maxCommands: 2,
      commands: { put: { args: {}, run: put, print: () => "puts a coin in" } },
    },
  },
  setup: (world, _scenario, { setting }) => ({
    setting,
    mutex: new Mutex(world, "mutex"),
    coins: cell(world, "coins", 0),
    paid: 0,
  }),
  show: ({ coins }) => [{ title: "coins", rows: [String(coins.peek)] }],
};

export const balanced: Claim<Vault> = {
  name: "balanced",
  finally: ({ coins, paid }) => (coins.peek === paid ? null : `${coins.peek} coins are in, ${paid} were paid`),
};
