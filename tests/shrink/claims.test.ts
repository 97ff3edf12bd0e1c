import { describe, expect, it } from "vitest";
import type { Observer } from "../../src/core/observer.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { confirm, shrink } from "../../src/shrink/shrink.ts";
import { house, neverOpened } from "../sample-models/house.ts";
import { spin } from "../sample-models/spin.ts";

const [press, turn, open] = [
  { name: "press", args: {} },
  { name: "turn", args: {} },
  { name: "open", args: { door: 0 } },
];
const visit = (...commands: Scenario["tasks"][number]["commands"]): Scenario => {
  return { settings: { armed: false, doors: 1 }, tasks: [{ role: "visitor", commands }] };
};
const lit = { ...neverOpened(({ light }) => light), name: "lit" };
const unlit = { ...neverOpened(({ light }) => !light), name: "unlit" };
const schedule = scheduleOf([]);
const subject = { model: house, design: house.designs[0]!, claims: [lit, unlit], wanted: new Set(["lit"]) };

describe("only the claim that the failing run breaks counts", () => {
  it("not another one that breaks before it", () => {
    const noisy = { ...house, claims: [{ name: "quiet", always: () => "never quiet" }] };
    const failure = {
      subject: { ...subject, model: noisy },
      property: "lit",
      scenario: visit(turn, press, open),
      schedule,
    };
    expect(confirm(failure)!.claim).toBe("lit");
    expect(shrink(failure)).toMatchObject({ claim: "lit", scenario: visit(press, open) });
  });

  it("not another one of the same property that would be simpler to break", () => {
    const both = { ...subject, wanted: new Set(["lit", "unlit"]) };
    const failure = { subject: both, property: "light", scenario: visit(turn, press, open), schedule };
    expect(shrink(failure)).toMatchObject({ claim: "lit", scenario: visit(press, open), proved: true });
    expect(shrink({ ...failure, scenario: visit(turn, open) })).toMatchObject({
      claim: "unlit",
      scenario: visit(open),
    });
  });
});

it("oracles are fresh for each scenario, and what a run by itself does not show is not taken", () => {
  // Complains from the second run on, as an oracle would that mixes up runs.
  const forgetful = (): Observer => {
    let runs = 0;
    return {
      begin: () => void runs++,
      step: (_op, _task, _result, world) => (runs > 1 ? world.fail("lit", "seen in an earlier run") : undefined),
    };
  };
  const failure = {
    subject: { ...subject, observers: () => [forgetful()] },
    property: "lit",
    scenario: visit(turn, press, open),
    schedule,
  };
  expect(shrink(failure)).toMatchObject({ scenario: visit(press, open), message: "a door is opened" });
});

it("a livelock is shrunk like any other failure", () => {
  const waiter = { role: "waiter", commands: [{ name: "wait", args: {} }] };
  const setter = { role: "setter", commands: [{ name: "set", args: {} }] };
  const spins = { model: spin, design: spin.designs[0]!, claims: [], wanted: new Set(["livelock"]), maxSteps: 100 };
  const failure = { subject: spins, property: "live", scenario: { settings: {}, tasks: [waiter, waiter] }, schedule };
  expect(shrink(failure)).toMatchObject({ scenario: { settings: {}, tasks: [waiter] }, proved: true });
  expect(confirm({ ...failure, scenario: { settings: {}, tasks: [waiter, setter] } })).toBeNull();
});

it("most of the work is done before much is spent", () => {
  const scenario = visit(turn, turn, press, open);
  const failure = {
    subject,
    property: "lit",
    scenario: { ...scenario, tasks: [...scenario.tasks, ...visit(turn, turn).tasks] },
    schedule,
  };
  expect(shrink(failure, { budget: 12 })).toMatchObject({ scenario: visit(press, open) });
});
