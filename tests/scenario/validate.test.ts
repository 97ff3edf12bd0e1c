import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryOf } from "../../src/scenario/arbitrary.ts";
import { checkScenario } from "../../src/scenario/validate.ts";
import { bank } from "../sample-models/bank.ts";

const good = {
  settings: { opening: 10, rainy: true },
  tasks: [
    { role: "teller", commands: [{ name: "deposit", args: { account: 3, amount: 1 } }] },
    { role: "auditor", commands: [{ name: "look", args: { account: 7 } }] },
  ],
};

/** A copy of the good scenario with another value at a place. */
function withValue(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(good) as unknown;
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    at = at[key] as Record<string | number, unknown>;
  }
  at[path.at(-1)!] = value;
  return copy;
}

describe("a scenario from outside", () => {
  it("is taken as it is if the model has all of it", () => {
    expect(checkScenario(bank, good)).toEqual(good);
    for (const scenario of fc.sample(arbitraryOf(bank), { seed: 5, numRuns: 200 })) {
      expect(checkScenario(bank, JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
    }
  });

  it.each([
    [
      ["tasks", 0, "commands", 0, "args", "amount"],
      12,
      "tasks[0].commands[0].args.amount is 12 and should be at most 9",
    ],
    [
      ["tasks", 0, "commands", 0, "args", "amount"],
      0,
      "tasks[0].commands[0].args.amount is 0 and should be at least 1",
    ],
    [
      ["tasks", 0, "commands", 0, "args", "amount"],
      1.5,
      "tasks[0].commands[0].args.amount is 1.5 and should be a whole number",
    ],
    [
      ["tasks", 0, "commands", 0, "args", "amount"],
      "x",
      'tasks[0].commands[0].args.amount is "x" and should be a number',
    ],
    [["tasks", 0, "commands", 0, "args", "amount"], undefined, "tasks[0].commands[0].args.amount is missing"],
    [
      ["tasks", 0, "commands", 0, "args", "size"],
      1,
      "tasks[0].commands[0].args has a field size that is not known here",
    ],
    [
      ["tasks", 1, "commands", 0, "args", "account"],
      3,
      "tasks[1].commands[0].args.account is 3 and should be one of 7, 0",
    ],
    [
      ["tasks", 0, "commands", 0, "name"],
      "rob",
      'tasks[0].commands[0].name is "rob" and should be one of deposit, look',
    ],
    [["tasks", 0, "commands"], [], "tasks[0].commands is [] and should have at least 1 entry"],
    [["tasks", 1, "role"], "robber", 'tasks[1].role is "robber" and should be one of teller, auditor'],
    [["tasks", 0], good.tasks[1], "tasks: 2 of the role auditor, at most 1"],
    [["tasks"], 5, "tasks is 5 and should be an array"],
    [["settings", "opening"], 15, "settings.opening is 15: should be 0 plus a multiple of 10"],
    [["settings", "rainy"], 1, "settings.rainy is 1 and should be a boolean"],
    [["extra"], 1, "it has a field extra that is not known here"],
  ])("is refused in one sentence about the field: %j = %j", (path, value, sentence) => {
    expect(() => checkScenario(bank, withValue(path, value))).toThrow(new Error(sentence));
  });

  it("is refused if it is no object at all", () => {
    expect(() => checkScenario(bank, null)).toThrow("it is null and should be an object");
  });
});
