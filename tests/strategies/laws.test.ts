import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Program } from "../../src/core/program.ts";
import { replay } from "../../src/core/replay.ts";
import { parseSchedule, printSchedule, scheduleOf } from "../../src/core/schedule.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import type { Task, TaskView } from "../../src/core/task.ts";
import { traceOf } from "../../src/core/trace.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { STRATEGIES, strategyByName } from "../../src/strategies/by-name.ts";
import { runsOf } from "./every-schedule.ts";
import { programs } from "./generated-program.ts";

const SAMPLERS = ["random", "pct:1", "pct", "pct:5", "pos", "urw", "surw", "swarm", "directed", "guided", "default"];
const ENUMERATIONS = ["delay:0", "delay:2", "delay", "exhaustive:0", "exhaustive:2", "exhaustive"];
const SYSTEMATIC = [...ENUMERATIONS, "dpor:0", "dpor:2", "dpor", "rf"];
const NAMES = [...SAMPLERS, ...SYSTEMATIC];

function make(name: string, seed = 1): Strategy {
  const strategy = strategyByName(name, seed);
  if (strategy === null) {
    throw new Error(`no strategy ${name}`);
  }
  return strategy;
}

test("the laws below are asked of every strategy there is", () => {
  const covered = new Set(NAMES.map((name) => name.split(":")[0]));
  expect(STRATEGIES.map((entry) => entry.name).filter((name) => !covered.has(name))).toEqual([]);
});

describe.each(NAMES)("%s", (name) => {
  test("the same seed gives the same schedules", () => {
    fc.assert(
      fc.property(programs, fc.nat(), (program, seed) => {
        const runs = runsOf(program, make(name, seed), 20);
        expect(runsOf(program, make(name, seed), 20)).toEqual(runs);
      }),
      { numRuns: 50 },
    );
  });

  test("picks enabled tasks only, chooses in range, and every run ends", () => {
    fc.assert(
      fc.property(programs, fc.nat(), (program, seed) => {
        const runs = runsOf(program, make(name, seed), 20);
        const ends = new Set(runs.map((run) => run.outcome));
        expect([...ends].filter((end) => !["passed", "violated", "deadlocked"].includes(end))).toEqual([]);
        expect(runs.length).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  test("what it chose replays to the same steps, also from its printed line", () => {
    fc.assert(
      fc.property(programs, fc.nat(), (program, seed) => {
        for (const run of runsOf(program, make(name, seed), 5)) {
          const schedule = parseSchedule(printSchedule(scheduleOf(run.choices)));
          expect(runsOf(program, replay(schedule), 1)).toEqual([run]);
          const trace = traceOf(program, schedule, { maxSteps: 1_000 });
          expect([trace.outcome.kind, trace.preemptions]).toEqual([run.outcome, run.preemptions]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("a task that waits in a loop does not hang it", () => {
    const runs = runsOf(waiting, make(name), 10, 50);
    expect(runs.filter((run) => run.outcome === "passed" || run.outcome === "stepLimit")).toEqual(runs);
  });

  // These look for races of every step with all that ran before.
  test.skipIf(/^(dpor|rf)/.test(name))("a decision late in a run looks at no more than an early one", () => {
    const strategy = make(name);
    strategy.begin();
    const reads = Array.from({ length: 2_000 }, () => readsOfOnePick(strategy));
    expect(Math.max(...reads)).toBeLessThanOrEqual(2 * 8 * TASKS);
    expect(Math.max(...reads.slice(1_000))).toBeLessThanOrEqual(Math.max(...reads.slice(0, 1_000)));
  });

  test("keeps nothing from one run that changes where its next run may go", () => {
    fc.assert(
      fc.property(programs, programs, (one, other) => {
        const strategy = make(name);
        const runs = [...runsOf(one, strategy, 3), ...(SYSTEMATIC.includes(name) ? [] : runsOf(other, strategy, 3))];
        expect(runs.map((run) => run.outcome)).not.toContain("diverged");
      }),
      { numRuns: 50 },
    );
  });
});

test.each(SAMPLERS.filter((name) => name !== "pct:1"))("%s: another seed gives other schedules", (name) => {
  const schedules = (seed: number): string => JSON.stringify(runsOf(waiting, make(name, seed), 10, 50));
  expect(new Set([1, 2, 3, 4].map(schedules)).size).toBe(4);
});

interface Flag {
  readonly flag: Cell<number>;
}

function* wait(state: Flag): Task {
  while ((yield* READ_ONCE(state.flag)) === 0);
}

function* signal(state: Flag): Task {
  yield* READ_ONCE(state.flag);
  yield* WRITE_ONCE(state.flag, 1);
}

const waiting: Program<Flag> = {
  name: "waiting",
  setup: (world) => ({ flag: cell(world, "flag", 0) }),
  tasks: [
    { name: "waiter", run: wait },
    { name: "signaller", run: signal },
  ],
  claims: [],
};

const TASKS = 4;

/** How many times the strategy looks at a task while it picks one of `TASKS`. */
function readsOfOnePick(strategy: Strategy): number {
  let reads = 0;
  const enabled = Array.from({ length: TASKS }, (_, id): TaskView => {
    const view = { id, name: `t${id}`, pending: null, parent: -1 };
    return new Proxy(view, {
      get(target, key) {
        reads++;
        return Reflect.get(target, key) as unknown;
      },
    });
  });
  strategy.pick(enabled, TASKS, 1);
  return reads;
}
