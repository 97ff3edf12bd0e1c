import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryOf, scenarioFromSeed } from "../../src/scenario/arbitrary.ts";
import type { Model } from "../../src/scenario/model.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { scenariosOf } from "../../src/scenario/sequence.ts";
import { bank } from "../sample-models/bank.ts";
import type { Bank } from "../sample-models/bank.ts";

const drawn = fc.sample(arbitraryOf(bank), { seed: 1, numRuns: 500 });
const deposits = (s: Scenario) => s.tasks.map((t) => t.commands.filter((c) => c.name === "deposit"));

describe("scenarios drawn for a model", () => {
  it("stay within what the model declares, and use all of it", () => {
    const commands = drawn.flatMap((s) => s.tasks.flatMap((t) => t.commands));
    const seen = (name: string) => new Set(commands.map((c) => c.args[name]).filter((v) => v !== undefined));
    expect(seen("account")).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    expect(seen("amount")).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(new Set(drawn.map((s) => s.settings["opening"]))).toEqual(new Set([0, 10, 20, 30, 40, 50]));
    expect(new Set(drawn.map((s) => s.settings["rainy"]))).toEqual(new Set([false, true]));
    expect(new Set(drawn.map((s) => s.tasks.length))).toEqual(new Set([1, 2, 3, 4]));
    expect(drawn.every((s) => s.tasks.every((t) => t.commands.length >= 1 && t.commands.length <= 3))).toBe(true);
  });

  it("let tasks meet far more often than independent draws would", () => {
    const two = drawn.filter((s) => deposits(s).filter((list) => list.length > 0).length === 2);
    const meet = two.filter((s) => {
      const [a, b] = deposits(s).filter((list) => list.length > 0);
      return a!.some((x) => b!.some((y) => x.args["account"] === y.args["account"]));
    });
    expect(two.length).toBeGreaterThan(50);
    expect(meet.length / two.length).toBeGreaterThan(0.5);
  });

  it("leave out what weighs less in many scenarios, however many commands they have", () => {
    const names = (s: Scenario) =>
      s.tasks.filter((t) => t.role === "teller").flatMap((t) => t.commands.map((c) => c.name));
    const large = drawn.map(names).filter((list) => list.length > 5);
    const without = large.filter((list) => !list.includes("look"));
    expect(large.length).toBeGreaterThan(50);
    expect(without.length / large.length).toBeGreaterThan(0.3);
    expect(large.every((list) => list.includes("deposit"))).toBe(true);
  });

  it("are the same for the same seed", () => {
    expect(fc.sample(arbitraryOf(bank), { seed: 1, numRuns: 500 })).toEqual(drawn);
  });

  it("come back from the seed and path that fast-check reports, before and after its own shrinking", () => {
    const broken = (s: Scenario) => !deposits(s).some((list) => list.length > 1);
    for (const endOnFailure of [true, false]) {
      const report = fc.check(fc.property(arbitraryOf(bank), broken), { seed: 7, endOnFailure });
      expect(report.failed).toBe(true);
      const again = scenarioFromSeed(bank, report.seed, report.counterexamplePath!);
      expect(again).toEqual(report.counterexample![0]);
    }
  });

  it("shrink to fewer tasks, fewer commands and simpler values", () => {
    const property = fc.property(arbitraryOf(bank), (s) => deposits(s).flat().length < 2);
    const report = fc.check(property, { seed: 3 });
    const simplest = { account: 0, amount: 1 };
    const all = report.counterexample![0].tasks.flatMap((t) => t.commands);
    expect(all).toEqual([
      { name: "deposit", args: simplest },
      { name: "deposit", args: simplest },
    ]);
    expect(report.counterexample![0].settings).toEqual({ opening: 0, rainy: false });
  });

  it("can be adjusted by the model", () => {
    const dry: Model<Bank> = { ...bank, arbitrary: (derived) => derived.filter((s) => s.settings["rainy"] === false) };
    expect(fc.sample(arbitraryOf(dry), { seed: 2, numRuns: 50 }).some((s) => s.settings["rainy"])).toBe(false);
  });

  it("that the model's own arbitrary cannot draw, or that do not fit the model, are told of in one sentence", () => {
    const design = bank.designs[0]!;
    const drawnBy = (arbitrary: Model<Bank>["arbitrary"] & {}) => scenariosOf({ ...bank, arbitrary }, design, 1, 0, 9);
    expect(() =>
      drawnBy(() => {
        throw new Error("no customers");
      }),
    ).toThrow(/^no scenario of the model bank can be drawn: no customers \(tests.*:\d+\)$/);
    const bankRun = { name: "run", args: {} };
    const tasks = [{ role: "customer", commands: [bankRun] }];
    expect(() => drawnBy((derived) => derived.map((s) => ({ ...s, tasks })))).toThrow(
      'no scenario of the model bank can be drawn: what it draws does not fit it: tasks[0].role is "customer" and should be',
    );
    const idle = [{ role: "teller", commands: [] }];
    expect(() => drawnBy((derived) => derived.map((s) => ({ ...s, tasks: idle })))).toThrow(
      "tasks[0].commands is [] and should have at least 1 entry",
    );
  });

  it("reject a path that leads nowhere in one sentence", () => {
    expect(() => scenarioFromSeed(bank, 3, "0:99999")).toThrow('path "0:99999" of seed 3 leads to no scenario of bank');
  });
});
