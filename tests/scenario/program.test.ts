import { describe, expect, it } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import type { Program } from "../../src/core/program.ts";
import { replay } from "../../src/core/replay.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import { traceOf } from "../../src/core/trace.ts";
import type { Model } from "../../src/scenario/model.ts";
import { printScenario } from "../../src/scenario/print.ts";
import { programOf } from "../../src/scenario/program.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import type { Bank } from "../sample-models/bank.ts";

const [racy, atomic] = [bank.designs[0]!, bank.designs[1]!];
const pay = (account: number, amount: number) => ({ name: "deposit", args: { account, amount } });
const scenario: Scenario = {
  settings: { opening: 10, rainy: false },
  tasks: [
    { role: "teller", commands: [pay(3, 2), pay(4, 5)] },
    { role: "auditor", commands: [{ name: "look", args: { account: 7 } }] },
    { role: "teller", commands: [pay(3, 1)] },
  ],
};

describe("a scenario applied to a model", () => {
  it("names tasks by role, numbered where several play it", () => {
    const program = programOf(bank, scenario, racy, []);
    expect(program.tasks.map((t) => t.name)).toEqual(["teller 0", "auditor", "teller 1"]);
    expect(program.name).toBe("bank racy");
  });

  it("runs the commands of a task in order, with their arguments and settings", () => {
    const trace = traceOf(programOf(bank, scenario, racy, [noLostUpdate]), scheduleOf([]));
    expect(trace.steps.map((s) => s.text)).toEqual([
      "READ_ONCE(account[3]) = 10",
      "WRITE_ONCE(account[3], 12)",
      "READ_ONCE(account[4]) = 10",
      "WRITE_ONCE(account[4], 15)",
      "READ_ONCE(account[7]) = 10",
      "READ_ONCE(account[3]) = 12",
      "WRITE_ONCE(account[3], 13)",
    ]);
    expect(trace.violations).toEqual([]);
  });

  it("gives each run a fresh state, and the design its say", () => {
    const claims = [noLostUpdate];
    const broken = (program: Program<Bank>): number => {
      const execution = new Execution(program);
      const strategy = randomWalk({ seed: 1 });
      let count = 0;
      for (let i = 0; i < 200; i++) {
        count += execution.run(strategy).kind === "violated" ? 1 : 0;
      }
      return count;
    };
    expect(broken(programOf(bank, scenario, atomic, claims))).toBe(0);
    expect(broken(programOf(bank, scenario, racy, claims))).toBeGreaterThan(20);
  });

  it("adds the model's own claims and background tasks", () => {
    const model: Model<Bank> = {
      ...bank,
      claims: [{ name: "own", finally: () => "always broken" }],
      background: [{ name: "hardware", run: () => bank.roles["auditor"]!.commands["look"]!.run({} as Bank, {}, 3) }],
    };
    const program = programOf(model, { ...scenario, tasks: [] }, racy, [noLostUpdate]);
    expect(program.tasks.map((t) => t.name)).toEqual(["hardware"]);
    expect(program.claims.map((c) => c.name)).toEqual(["own", "no-lost-update"]);
    const idle = programOf({ ...model, background: [] }, { ...scenario, tasks: [] }, racy, [noLostUpdate]);
    const execution = new Execution(idle);
    execution.run(replay(scheduleOf([])));
    expect(execution.violations.map((v) => v.claim)).toEqual(["own"]);
  });

  it("says which command is unknown", () => {
    const foreign = { ...scenario, tasks: [{ role: "teller", commands: [{ name: "rob", args: {} }] }] };
    expect(() => programOf(bank, foreign, racy, [])).toThrow("bank has no command rob for the role teller");
  });
});

it("a state or a command that cannot be printed is told of in its place, and the trace stays", () => {
  const fail = (): never => {
    throw new Error("no ink");
  };
  const { teller } = bank.roles;
  const commands = { ...teller!.commands, deposit: { ...teller!.commands["deposit"]!, print: fail } };
  const model: Model<Bank> = { ...bank, roles: { ...bank.roles, teller: { ...teller!, commands } }, show: fail };
  const [, first] = printScenario(model, scenario);
  expect(first).toMatch(/^teller 0: deposit \(its print threw: no ink \(tests\S+:\d+\)\); deposit/);
  const trace = traceOf(programOf(model, scenario, racy, []), scheduleOf([]));
  expect(trace.outcome.kind).toBe("passed");
  const drawn = [{ title: "show threw", rows: [expect.stringMatching(/^no ink \(tests\S+:\d+\)$/)] }];
  expect([trace.initial, trace.steps.at(-1)!.state]).toEqual([drawn, drawn]);
});

it("a command that prints on several lines stays on one", () => {
  const { teller } = bank.roles;
  const commands = { deposit: { ...teller!.commands["deposit"]!, print: () => "pays\n  in" } };
  const model: Model<Bank> = { ...bank, roles: { ...bank.roles, teller: { ...teller!, commands } } };
  expect(printScenario(model, scenario)).toContain("teller 1: pays in");
});

it("a scenario prints on a few lines", () => {
  expect(printScenario(bank, scenario)).toEqual([
    "with opening = 10",
    "teller 0: pays 2 into account 3; pays 5 into account 4",
    "auditor: audits 7",
    "teller 1: pays 1 into account 3",
  ]);
});
