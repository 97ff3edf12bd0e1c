import { describe, expect, it } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Schedule } from "../../src/core/schedule.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Shared } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, cpu_relax, READ_ONCE, udelay, WRITE_ONCE } from "../../src/kernel/index.ts";
import type { Cell } from "../../src/kernel/index.ts";
import type { Design, Model } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { shrinkSchedule } from "../../src/shrink/shrink-schedule.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";

interface State {
  readonly flag: Cell<number>;
  readonly other: Cell<number>;
  readonly failed: Cell<number>;
}

const TURNS = 3;

const polls = (pause: (on: Shared) => Op<void>) =>
  function* ({ flag, failed }: State): Task {
    for (let i = 0; i < TURNS; i++) {
      if ((yield* READ_ONCE(flag)) !== 0) {
        return;
      }
      yield* pause(flag);
    }
    yield* WRITE_ONCE(failed, 1);
  };

function* raise({ flag, other }: State): Task {
  for (let i = 0; i < 6; i++) {
    yield* WRITE_ONCE(other, i);
  }
  yield* WRITE_ONCE(flag, 1);
}

const only: Design = { name: "only", title: "as it is", breaks: ["answered"], flaws: [], mend: () => only };

function modelWith(pause: (on: Shared) => Op<void>): Model<State> {
  return {
    name: "poll",
    title: "a flag that is polled",
    designs: [only],
    settings: {},
    roles: {
      poller: {
        title: "P",
        max: 1,
        maxCommands: 1,
        commands: { poll: { args: {}, run: polls(pause), print: () => "polls" } },
      },
      setter: {
        title: "S",
        max: 1,
        maxCommands: 1,
        commands: { raise: { args: {}, run: raise, print: () => "raises" } },
      },
    },
    setup: (world) => ({
      flag: cell(world, "flag", 0),
      other: cell(world, "other", 0),
      failed: cell(world, "failed", 0),
    }),
  };
}

const claims = [{ name: "answered", finally: ({ failed }: State) => (failed.peek === 0 ? null : "gave up") }];
const scenario: Scenario = {
  settings: {},
  tasks: [
    { role: "poller", commands: [{ name: "poll", args: {} }] },
    { role: "setter", commands: [{ name: "raise", args: {} }] },
  ],
};

function failing(model: Model<State>): Schedule {
  const execution = new Execution(programOf(model, scenario, only, claims));
  const strategy = randomWalk({ seed: 1 });
  while (execution.run(strategy).kind !== "violated");
  return scheduleOf(execution.choices);
}

const COUNTED =
  "P goes on to WRITE_ONCE(failed, 1) after 3 turns of a loop with cpu_relax(flag) in which nobody wrote flag";

describe("a loop that counts its turns", () => {
  it("with cpu_relax: nothing is proved, and the reason is told", () => {
    const model = modelWith(cpu_relax);
    const subject = { model, design: only, claims, wanted: new Set(["answered"]) };
    const { proved, proof } = shrink({ subject, property: "answered", scenario, schedule: failing(model) });
    expect(proved).toBe(false);
    expect(proof.startsWith(`not proved: ${COUNTED}`)).toBe(true);
    const program = programOf(model, scenario, only, claims);
    expect(() => shrinkSchedule(program, failing(model))).toThrow(COUNTED);
  });

  it("with udelay: it gives up without a preemption", () => {
    const model = modelWith(udelay);
    const { size, proved } = shrinkSchedule(programOf(model, scenario, only, claims), failing(model));
    expect([size.preemptions, size.switches, size.steps, proved]).toEqual([0, 1, 14, true]);
    const subject = { model, design: only, claims, wanted: new Set(["answered"]) };
    const shrunk = shrink({ subject, property: "answered", scenario, schedule: failing(model) });
    expect(shrunk).toMatchObject({ proved: true, size: { commands: 1, tasks: 1, preemptions: 0, steps: 7 } });
  });
});
