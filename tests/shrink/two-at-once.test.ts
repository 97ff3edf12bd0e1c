import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/core/program.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { house, lastStaysShut, lit, silent } from "../sample-models/house.ts";
import type { House } from "../sample-models/house.ts";

const arm = { name: "arm", args: {} };
const press = { name: "press", args: {} };
const open = (door: number) => ({ name: "open", args: { door } });
const visitors = (...tasks: Scenario["tasks"][number]["commands"][]) =>
  tasks.map((commands) => ({ role: "visitor", commands }));

function shrunk(scenario: Scenario, claim: Claim<House>): Scenario {
  const subject = { model: house, design: house.designs[0]!, claims: [claim], wanted: new Set([claim.name]) };
  const { proved, scenario: small } = shrink({ subject, property: claim.name, scenario, schedule: scheduleOf([]) });
  expect(proved).toBe(true);
  return small;
}

describe("where one change alone would lose the failure, shrinking makes two", () => {
  it("trades a command for the setting that does the same", () => {
    const scenario = { settings: { armed: false, doors: 1 }, tasks: visitors([arm, open(0)]) };
    expect(shrunk(scenario, silent)).toEqual({ settings: { armed: true, doors: 1 }, tasks: visitors([open(0)]) });
  });

  it("drops two commands of which one undoes the other", () => {
    const scenario = { settings: { armed: true, doors: 1 }, tasks: visitors([press, press, open(0)]) };
    expect(shrunk(scenario, lit)).toEqual({ settings: { armed: true, doors: 1 }, tasks: visitors([open(0)]) });
  });

  it("lowers how many there are and which of them is meant", () => {
    const scenario = { settings: { armed: false, doors: 5 }, tasks: visitors([open(4)]) };
    expect(shrunk(scenario, lastStaysShut)).toEqual({
      settings: { armed: false, doors: 1 },
      tasks: visitors([open(0)]),
    });
  });

  it("puts the commands of two tasks into one", () => {
    const scenario = { settings: { armed: false, doors: 6 }, tasks: visitors([press], [press, press, arm, open(0)]) };
    const small = shrunk(scenario, {
      ...silent,
      on: { opened: (s, e, w) => (s.light.peek ? silent.on!["opened"]!(s, e, w) : null) },
    });
    expect(small.tasks).toHaveLength(1);
  });
});
