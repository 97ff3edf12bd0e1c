import fc from "fast-check";
import { expect, test } from "vitest";
import { compactScenario, expandScenario } from "../../src/corpus/compact.ts";
import { arbitraryOf } from "../../src/scenario/arbitrary.ts";
import type { Model, RoleSpec } from "../../src/scenario/model.ts";
import { printScenario } from "../../src/scenario/print.ts";
import { fits, keepCommands } from "../../src/scenario/reductions.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { scenariosOf } from "../../src/scenario/sequence.ts";
import { slotsOf } from "../../src/scenario/slot.ts";
import { checkScenario } from "../../src/scenario/validate.ts";
import { bank } from "../sample-models/bank.ts";
import type { Bank } from "../sample-models/bank.ts";

const { teller } = bank.roles as { readonly teller: RoleSpec<Bank> };
const look = teller.commands["look"]!;

const withFamilies: Model<Bank> = {
  ...bank,
  families: {
    audit: { title: "an auditor looks in", settings: { strict: "boolean", years: { min: 1, max: 3 } } },
    holiday: { title: "the bank is shut now and then" },
  },
  roles: {
    ...bank.roles,
    teller: {
      ...teller,
      commands: { ...teller.commands, shut: { ...look, family: "holiday", print: () => "shuts" } },
    },
    inspector: {
      title: "inspector",
      max: 1,
      maxCommands: 2,
      family: "audit",
      commands: { audit: { ...look, print: () => "audits" } },
    },
  },
};

const kindsIn = ({ tasks }: Scenario): string[] =>
  tasks.flatMap(({ role, commands }) => commands.map(({ name }) => `${role}.${name}`));

test("scenarios of no family are the ones that the model gives without families", () => {
  const seen = { seed: 3, numRuns: 200 };
  expect(fc.sample(arbitraryOf(withFamilies), seen)).toEqual(fc.sample(arbitraryOf(bank), seen));
});

test("scenarios of a family have what belongs to it and nothing of another", () => {
  for (const scenario of fc.sample(arbitraryOf(withFamilies, "audit"), { seed: 3, numRuns: 200 })) {
    expect(kindsIn(scenario)).toContain("inspector.audit");
    expect(kindsIn(scenario)).not.toContain("teller.shut");
    expect(checkScenario(withFamilies, scenario)).toEqual(scenario);
    expect(expandScenario(withFamilies, compactScenario(withFamilies, scenario))).toEqual(scenario);
  }
  const holidays = fc.sample(arbitraryOf(withFamilies, "holiday"), { seed: 3, numRuns: 200 });
  expect(holidays.flatMap(kindsIn)).toContain("teller.shut");
  expect(holidays.flatMap(kindsIn)).not.toContain("inspector.audit");
});

test("a scenario holds the settings of its family that are not at their simplest; they print and shrink", () => {
  const drawn = fc.sample(arbitraryOf(withFamilies, "audit"), { seed: 3, numRuns: 200 });
  expect(new Set(drawn.map(({ settings }) => settings["strict"]))).toEqual(new Set([undefined, true]));
  expect(new Set(drawn.map(({ settings }) => settings["years"]))).toEqual(new Set([undefined, 2, 3]));
  const strict = drawn.find(({ settings }) => settings["strict"] === true)!;
  expect(printScenario(withFamilies, strict)[0]).toContain("strict = true");
  expect(slotsOf(withFamilies, strict).map(({ name }) => name)).toContain("strict");
});

test("the sequence of a model: every fifth scenario is of a family, in turn, and any part of it is the same part", () => {
  const all = scenariosOf(withFamilies, {}, 5, 0, 30);
  const fifth = all.filter((_, index) => index % 5 === 4).map(kindsIn);
  expect(fifth.map((kinds) => kinds.includes("inspector.audit"))).toEqual([true, false, true, false, true, false]);
  const others = all.filter((_, index) => index % 5 !== 4);
  expect(others).toEqual(scenariosOf(bank, {}, 5, 0, 24));
  for (const [from, to] of [
    [0, 8],
    [9, 10],
    [7, 21],
    [21, 30],
  ] as const) {
    expect(scenariosOf(withFamilies, {}, 5, from, to)).toEqual(all.slice(from, to));
  }
});

test("all scenarios of a design that is about families alone are of one", () => {
  const own = scenariosOf(withFamilies, { familiesOnly: true }, 5, 0, 12);
  expect(own.map((scenario) => kindsIn(scenario).includes("inspector.audit"))).toEqual(
    own.map((_, index) => index % 2 === 0),
  );
  expect(scenariosOf(withFamilies, { familiesOnly: true }, 5, 5, 9)).toEqual(own.slice(5, 9));
});

test("a family that the model does not have", () => {
  expect(() => arbitraryOf(withFamilies, "strike")).toThrow("bank has no family strike: give one of audit, holiday");
});

test("a role of a family that must be there must be in scenarios of that family, and in no others", () => {
  const inspector = { ...withFamilies.roles["inspector"]!, min: 1 };
  const model: Model<Bank> = { ...withFamilies, roles: { ...withFamilies.roles, inspector } };
  const usual = scenariosOf(model, {}, 3, 0, 50);
  expect(usual.every((scenario) => fits(model, scenario))).toBe(true);
  expect(usual.map((scenario) => checkScenario(model, scenario))).toEqual(usual);
  const audits = usual.filter((scenario) => kindsIn(scenario).includes("inspector.audit"));
  expect(audits.length).toBeGreaterThan(0);
  const strict = audits.find(({ settings }) => settings["strict"] !== undefined)!;
  const without = keepCommands(strict, ({ task }) => strict.tasks[task]!.role !== "inspector").scenario;
  expect(without.tasks.length).toBeGreaterThan(0);
  expect(fits(model, without)).toBe(false);
  expect(() => checkScenario(model, without)).toThrow("tasks: 0 of the role inspector, at least 1");
});
