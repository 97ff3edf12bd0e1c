import type { Claim } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { READ_ONCE, WRITE_ONCE, cell, cmpxchg } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { Design, Model } from "../../src/scenario/model.ts";
import type { Scenario, Values } from "../../src/scenario/scenario.ts";

/** Accounts that several customers pay into; the design `racy` loses updates. */
export interface Bank {
  readonly design: string;
  readonly accounts: readonly Cell<number>[];
  readonly paid: number[];
}

const ACCOUNTS = 8;

function setup(world: World, scenario: Scenario, design: Design): Bank {
  const opening = Number(scenario.settings["opening"]);
  return {
    design: design.name,
    accounts: Array.from({ length: ACCOUNTS }, (_, i) => cell(world, "account", opening, i)),
    paid: Array.from({ length: ACCOUNTS }, () => opening),
  };
}

function* deposit(bank: Bank, args: Values): Task {
  const account = bank.accounts[Number(args["account"])]!;
  const amount = Number(args["amount"]);
  bank.paid[Number(args["account"])]! += amount;
  let old = yield* READ_ONCE(account);
  if (bank.design === "racy") {
    yield* WRITE_ONCE(account, old + amount);
    return;
  }
  for (let seen = old - 1; seen !== old;) {
    seen = old;
    old = yield* cmpxchg(account, seen, seen + amount);
  }
}

function* look(bank: Bank, args: Values): Task {
  yield* READ_ONCE(bank.accounts[Number(args["account"])]!);
}

const atomic: Design = { name: "atomic", title: "compare and exchange", breaks: [], flaws: [], mend: () => atomic };
const racy: Design = {
  name: "racy",
  title: "read, add, write",
  breaks: ["no-lost-update"],
  flaws: [{ id: "RMW", title: "a deposit between read and write is lost" }],
  mend: (flaws) => (flaws.includes("RMW") ? atomic : racy),
};

export const bank: Model<Bank> = {
  name: "bank",
  title: "a bank with several tellers",
  designs: [racy, atomic],
  settings: { opening: { min: 0, max: 50, step: 10 }, rainy: "boolean" },
  roles: {
    teller: {
      title: "teller",
      max: 3,
      maxCommands: 3,
      commands: {
        deposit: {
          args: { account: { min: 0, max: ACCOUNTS - 1 }, amount: { min: 1, max: 9 } },
          weight: 2,
          run: deposit,
          print: (args) => `pays ${args["amount"]} into account ${args["account"]}`,
        },
        look: {
          args: { account: { min: 0, max: ACCOUNTS - 1 } },
          run: look,
          print: (args) => `looks at account ${args["account"]}`,
        },
      },
    },
    auditor: {
      title: "auditor",
      max: 1,
      maxCommands: 2,
      commands: {
        look: { args: { account: { oneOf: [7, 0] } }, run: look, print: (args) => `audits ${args["account"]}` },
      },
    },
  },
  setup,
  show: (state) => [{ title: "accounts", rows: [state.accounts.map((a) => a.peek).join(" ")] }],
};

export const noLostUpdate: Claim<Bank> = {
  name: "no-lost-update",
  finally: ({ accounts, paid }) => {
    const wrong = accounts.findIndex((a, i) => a.peek !== paid[i]);
    return wrong < 0 ? null : `account ${wrong} holds ${accounts[wrong]!.peek}, paid in were ${paid[wrong]}`;
  },
};
