import { describe, expect, it } from "vitest";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { keepCommands } from "../../src/scenario/reductions.ts";
import { follow, translate } from "../../src/shrink/follow.ts";
import { guideOf } from "../../src/shrink/guide.ts";
import { withFewerSwitches } from "../../src/shrink/segments.ts";
import { confirm, shrink } from "../../src/shrink/shrink.ts";
import type { Subject } from "../../src/shrink/subject.ts";
import type { Failure } from "../../src/shrink/shrink.ts";
import { Trial, purseOf } from "../../src/shrink/trial.ts";
import type { Design } from "../../src/scenario/model.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { relay, shorterThan } from "../sample-models/relay.ts";
import { noted, swept, table } from "../sample-models/sweep.ts";
import { failuresOf } from "./failures.ts";

/** The break that comes of following a guide, in this or a smaller scenario. */
function followed<S>(subject: Subject<S, Design>, scenario: Scenario, guide: ReturnType<typeof guideOf>) {
  const trial = new Trial(subject, scenario, purseOf(1));
  return trial.run(follow(guide, trial.meter.taken)) ? trial.snapshot() : null;
}

function expectSameRun<S>(failures: readonly Failure<S, Design>[]): void {
  expect(failures.length).toBe(20);
  for (const { subject, scenario, schedule, ...rest } of failures) {
    const { size, schedule: same } = confirm({ subject, scenario, schedule, ...rest })!;
    expect(followed(subject, scenario, guideOf(subject, scenario, schedule))).toMatchObject({ size, schedule: same });
  }
}

describe("a guide", () => {
  it("followed in the scenario it was made from gives the same run", () => {
    expectSameRun(failuresOf(bank, [noLostUpdate], "no-lost-update", 20));
    expectSameRun(failuresOf(table, [swept], "swept", 20));
    expectSameRun(failuresOf(table, [noted], "noted", 20));
    expectSameRun(failuresOf(relay, [shorterThan(3)], "short", 20));
  });

  const pay = (account: number) => ({ name: "deposit", args: { account, amount: 1 } });
  const teller = (...accounts: number[]) => ({ role: "teller", commands: accounts.map(pay) });
  const scenario: Scenario = {
    settings: { opening: 0, rainy: false },
    tasks: [teller(1), teller(2, 3, 4), teller(3, 5)],
  };
  const subject = {
    model: bank,
    design: bank.designs[0]!,
    claims: [noLostUpdate],
    wanted: new Set(["no-lost-update"]),
  };
  /** Teller 1 is interrupted in its second deposit by teller 2. */
  const schedule = { version: 1, choices: [0, 0, 1, 1, 1, 2, 2, 1, 1, 1] } as const;

  it("still leads to the break when commands before, between and after those that matter are dropped", () => {
    const guide = guideOf(subject, scenario, schedule);
    expect(guide.steps.map(({ task, command }) => `${task}.${command}`).join(" ")).toBe(
      "0.0 0.0 1.0 1.0 1.1 2.0 2.0 1.1 1.2 1.2 2.1 2.1",
    );
    const smaller = keepCommands(scenario, ({ task, command }) => task > 0 && command === 2 - task);
    expect(smaller.scenario.tasks).toEqual([teller(3), teller(3)]);
    const found = followed(subject, smaller.scenario, translate(guide, smaller));
    expect(found!.size).toMatchObject({ commands: 2, preemptions: 1, switches: 2, steps: 4 });
  });

  it("goes on knowing the tasks that the model adds", () => {
    const look = bank.roles["auditor"]!.commands["look"]!;
    const model = {
      ...bank,
      background: [{ name: "audit", run: (b: Parameters<typeof look.run>[0]) => look.run(b, { account: 0 }, 3) }],
    };
    const guide = guideOf({ ...subject, model }, scenario, { version: 1, choices: [3, ...schedule.choices] });
    expect(guide.steps[0]).toMatchObject({ task: 3 });
    const smaller = keepCommands(scenario, ({ task }) => task > 0);
    expect(translate(guide, smaller).steps.slice(0, 2)).toMatchObject([{ task: 2 }, { task: 0 }]);
  });

  it("passes over steps that were taken out of order while their predecessor had to wait", () => {
    const step = (task: number) => ({ task, command: 0, values: [] });
    const guide = { tasks: 3, steps: [step(1), step(0), step(2), step(0)] };
    const view = (id: number) => ({ id, name: `${id}`, pending: null, parent: -1 });
    // Task 1 waits; task 0 has taken the first of its two steps.
    expect(follow(guide, [1, 0, 0]).pick([view(0), view(2)], 2, 0)).toBe(1);
    expect(follow(guide, [1, 0, 1]).pick([view(0), view(2)], 2, 1)).toBe(0);
    expect(follow(guide, [2, 1, 1]).pick([view(0), view(2)], 2, 1)).toBe(1);
  });

  it("with fewer switches has the same steps in another order", () => {
    const guide = guideOf(subject, scenario, schedule);
    const switches = (steps: typeof guide.steps) =>
      steps.filter((step, i) => i > 0 && step.task !== steps[i - 1]!.task).length;
    const straighter = [...withFewerSwitches(guide)];
    expect(straighter.length).toBeGreaterThan(2);
    for (const { steps } of straighter) {
      expect(switches(steps)).toBeLessThan(switches(guide.steps));
      expect(new Set(steps)).toEqual(new Set(guide.steps));
      for (const task of [0, 1, 2]) {
        expect(steps.filter((step) => step.task === task)).toEqual(guide.steps.filter((step) => step.task === task));
      }
    }
  });
});

describe("with few executions", () => {
  it("most commands are gone", () => {
    for (const failure of failuresOf(bank, [noLostUpdate], "no-lost-update", 12)) {
      expect(shrink(failure, { budget: 25 }).size.commands).toBeLessThanOrEqual(3);
    }
  });

  it("most preemptions are gone", () => {
    for (const failure of failuresOf(relay, [shorterThan(7)], "short", 12)) {
      expect(shrink(failure, { budget: 300 }).size.preemptions).toBeLessThanOrEqual(6);
    }
  });
});
