import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleOf } from "../../src/core/schedule.ts";
import { parseLine, printLine } from "../../src/corpus/line.ts";
import { arbitraryOf } from "../../src/scenario/arbitrary.ts";
import type { Domains } from "../../src/scenario/model.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Shape } from "../../src/scenario/shape.ts";
import { bank } from "../sample-models/bank.ts";
import { table } from "../sample-models/sweep.ts";

const scenario: Scenario = {
  settings: { drops: true, failures: 0 },
  tasks: [
    {
      role: "user",
      commands: [
        { name: "fill", args: { slot: 3 } },
        { name: "fill", args: { slot: 0 } },
      ],
    },
    { role: "sweeper", commands: [{ name: "sweep", args: { first: 0, count: 2 } }] },
  ],
};
const found = { design: "only", mended: [], property: "swept", scenario, schedule: scheduleOf([0, 0, 0, 1]) };
const line = "2:only:swept:drops/user+fill,slot=3+fill/sweeper+sweep,count=2:0x3.1=4";

describe("a counterexample on one line", () => {
  it("names design, property, scenario and choices; what is at its simplest is left out", () => {
    expect(printLine(table, found)).toBe(line);
    expect(printLine(table, { ...found, mended: ["V1-1", "G-2"] })).toBe(line.replace("only", "only~V1-1~G-2"));
    const simple = { settings: { drops: false, failures: 0 }, tasks: scenario.tasks.slice(1) };
    expect(printLine(table, { ...found, scenario: simple, schedule: scheduleOf([]) })).toBe(
      "2:only:swept:/sweeper+sweep,count=2:=0",
    );
  });

  it("is read back", () => {
    const read = parseLine(`  ${line}\n`);
    expect({ ...read, scenario: read.scenario(table) }).toEqual(found);
    expect(parseLine(line.replace("only", "only~V1-1~G-2")).mended).toEqual(["V1-1", "G-2"]);
    expect(parseLine(line.replace(/^2/, "1").replace("=4", "")).schedule).toEqual(found.schedule);
  });

  it("is read back, whatever the scenario, schedule and names", () => {
    const choices = fc.array(fc.nat({ max: 12 }));
    const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(arbitraryOf(bank), choices, name, fc.array(name), name, (drawn, chosen, design, mended, property) => {
        const one = { design, mended, property, scenario: drawn, schedule: scheduleOf(chosen) };
        const text = printLine(bank, one);
        const read = parseLine(text);
        expect({ ...read, scenario: read.scenario(bank) }).toEqual(one);
        expect(text).toMatch(/^[\w%:~/+,=.-]+$/);
      }),
      { numRuns: 60 },
    );
  });

  it("copes with names that hold its separators", () => {
    const odd: Domains = { "a=b": { min: -2, max: 2 }, "c/d+e": "boolean" };
    const shape: Shape = {
      name: "odd",
      settings: odd,
      roles: { "r:1": { max: 1, maxCommands: 1, commands: { "x,y": { args: odd } } } },
    };
    const values = { "a=b": -1, "c/d+e": true };
    const tasks = [{ role: "r:1", commands: [{ name: "x,y", args: values }] }];
    const one = { ...found, scenario: { settings: values, tasks } };
    expect(parseLine(printLine(shape, one)).scenario(shape)).toEqual(one.scenario);
  });

  it.each([
    ["", '"" is no counterexample: it should look like 2:design:property:scenario:choices=number'],
    ["3:only:swept:/user+fill:", "the line is of version 3: this s2check reads versions 1 and 2"],
    [
      "2:only:swept:/user+fill:",
      "the schedule is cut off: after its choices it should say how many they are, e.g. 0x3.1=4",
    ],
    ["2:only:swept:/user+fill:0x3=4", "the schedule should have 4 choices and ends after 3: it was changed"],
    ["2:only:swept:/user+fill:0x3.1x2=4", "the schedule should have 4 choices and has 5: it was changed"],
    [
      "2:only:swept:/user+fill:0=1=1",
      "the schedule is cut off: after its choices it should say how many they are, e.g. 0x3.1=4",
    ],
    [
      "1:only:swept:/user+fill",
      '"1:only:swept:/user+fill" is damaged: it should have five parts, 2:design:property:scenario:choices=number',
    ],
    [
      "1:only::/user+fill:",
      '"1:only::/user+fill:" is damaged: it should have five parts, 2:design:property:scenario:choices=number',
    ],
    ["1:only:swept:/user+fill:0=1", 'schedule part "0=1" is neither a number nor NUMBERxCOUNT'],
    ["1:only:swept:/user+fill:0x3,1", 'schedule part "0x3,1" is neither a number nor NUMBERxCOUNT'],
    ["1:on%ly:swept:/user+fill:", '"on%ly" is damaged: % stands for nothing there'],
  ])("is refused with one sentence if it is damaged: %s", (text, sentence) => {
    expect(() => parseLine(text)).toThrow(new Error(sentence));
  });

  it.each([
    ["/user+fill,slot=9", "tasks[0].commands[0].args.slot is 9 and should be at most 5"],
    ["/user+fill,slot=x", '"slot=x" is damaged: after = comes a number'],
    ["/user+fill,place=1", "tasks[0].commands[0].args has a field place that is not known here"],
    ["/user+fill/robber+rob", 'tasks[1].role is "robber" and should be one of user, sweeper'],
    ["/user+rob", 'tasks[0].commands[0].name is "rob" and should be fill'],
    ["/user", "tasks[0].commands is [] and should have at least 1 entry"],
    ["depth=1/user+fill", "settings has a field depth that is not known here"],
    ["drops=1/user+fill", "settings.drops is 1 and should be a boolean"],
    ["/user+fill/", 'tasks[1].role is "" and should be one of user, sweeper'],
  ])("is refused with the field if the model does not have what is in it: %s", (text, sentence) => {
    expect(() => parseLine(`1:only:swept:${text}:`).scenario(table)).toThrow(new Error(sentence));
  });
});
