import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/core/program.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Model } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import { compareSizes } from "../../src/shrink/order.ts";
import { search } from "../../src/shrink/search.ts";
import { Trial, purseOf } from "../../src/shrink/trial.ts";
import { relay, shorterThan } from "../sample-models/relay.ts";
import { spin } from "../sample-models/spin.ts";
import { everySchedule } from "../strategies/every-schedule.ts";
import { breaksOf } from "./brute-force.ts";

const run = (side: number, rounds: number) => ({ role: "runner", commands: [{ name: "run", args: { side, rounds } }] });
const runners: Scenario = { settings: {}, tasks: [run(0, 3), run(1, 2)] };
const never = () => false;

function trialOf<S>(model: Model<S>, scenario: Scenario, claims: readonly Claim<S>[], wanted: string, limit = 100_000) {
  const subject = { model, design: model.designs[0]!, claims, wanted: new Set([wanted]), maxSteps: 200 };
  return new Trial(subject, scenario, purseOf(limit));
}

describe("the search through the schedules of a scenario", () => {
  const baton = (end: number, limit?: number) => trialOf(relay, runners, [shorterThan(end)], "short", limit);

  it("finds the simplest break of all, and runs no schedule with more preemptions than that", () => {
    const { found, complete, whole, runs } = search(baton(4), { bound: 9, cap: 100_000, until: never });
    const all = breaksOf(relay, runners, [shorterThan(4)], "short").toSorted(compareSizes);
    expect(found!.size).toEqual(all[0]);
    expect([complete, whole]).toEqual([true, false]);
    const schedules = everySchedule(programOf(relay, runners, relay.designs[0]!, [shorterThan(4)]));
    const asGood = schedules.filter(({ preemptions }) => preemptions <= found!.size.preemptions);
    expect(runs).toBeLessThanOrEqual(asGood.length);
  });

  it("knows whether the bound left schedules out", () => {
    const all = search(baton(9), { bound: 50, cap: 100_000, until: never });
    expect(all).toMatchObject({ found: null, complete: true, whole: true });
    expect(all.runs).toBeLessThan(everySchedule(programOf(relay, runners, relay.designs[0]!, [])).length);
    expect(search(baton(9), { bound: 2, cap: 100_000, until: never })).toMatchObject({ complete: true, whole: false });
  });

  it("is not complete if executions run out or a good enough break ends it", () => {
    expect(search(baton(9), { bound: 50, cap: 18, until: never })).toMatchObject({ runs: 18, complete: false });
    expect(search(baton(9, 15), { bound: 50, cap: 20, until: never })).toMatchObject({ runs: 15, complete: false });
    expect(search(baton(9, 0), { bound: 50, cap: 20, until: never })).toMatchObject({ runs: 0, complete: false });
    const first = search(baton(4), { bound: 50, cap: 100_000, until: () => true });
    expect(first).toMatchObject({ complete: false, whole: false });
    expect(first.found).not.toBeNull();
  });

  it("is not complete if runs were cut at the step limit", () => {
    const tasks = [
      { role: "waiter", commands: [{ name: "wait", args: {} }] },
      { role: "setter", commands: [{ name: "set", args: {} }] },
    ];
    const trial = trialOf(spin, { settings: {}, tasks }, [], "deadlock");
    expect(search(trial, { bound: 0, cap: 1_000, until: never })).toMatchObject({ found: null, complete: false });
  });
});
