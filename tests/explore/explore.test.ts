import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import { replay } from "../../src/core/replay.ts";
import type { Task } from "../../src/core/task.ts";
import { explore } from "../../src/explore/explore.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { counter } from "../litmus/programs/counter.ts";

interface Two {
  readonly x: Cell<number>;
  readonly y: Cell<number>;
}

function* writeX(state: Two): Task {
  yield* WRITE_ONCE(state.x, 1);
  yield* WRITE_ONCE(state.y, 1);
}

function* readBoth(state: Two): Task {
  const y = yield* READ_ONCE(state.y);
  const x = yield* READ_ONCE(state.x);
  if (y === 1) {
    state.x.world.sometimes("late");
  }
  if (y === 0 && x === 1) {
    throw new Error("between the writes");
  }
}

function* quietRead(state: Two): Task {
  yield* READ_ONCE(state.y);
}

function twoTasks(reader: (state: Two) => Task): Program<Two> {
  return {
    name: "two",
    setup: (world) => ({ x: cell(world, "x", 0), y: cell(world, "y", 0) }),
    tasks: [
      { name: "writer", run: writeX },
      { name: "reader", run: reader },
    ],
    claims: [
      { name: "x-stays-0", always: ({ x }) => (x.peek === 0 ? null : "x is 1") },
      { name: "y-stays-0", always: ({ y }) => (y.peek === 0 ? null : "y is 1") },
    ],
  };
}

const all = (): ReturnType<typeof preemptionBounded> => preemptionBounded({ maxBound: Infinity });

test("ends at the first broken claim unless told otherwise", () => {
  const first = explore(new Execution(counter(2, 2)), all(), { runs: 1_000 });
  expect([first.runs, first.exhausted, first.found.get("sum")]).toEqual([
    3,
    false,
    {
      violation: { claim: "sum", message: "x is 2 after 4 increments", step: 8, task: "T0" },
      schedule: { version: 1, choices: [0, 0, 0, 1, 1, 1, 1] },
      run: 3,
      times: 1,
    },
  ]);
  const whole = explore(new Execution(counter(2, 2)), all(), { runs: 1_000, until: () => false });
  expect([whole.runs, whole.exhausted, whole.scope, whole.found.get("sum")?.times]).toEqual([
    70,
    true,
    "all schedules",
    64,
  ]);
});

test("collects the first violation of each claim", () => {
  const execution = new Execution(twoTasks(quietRead), { stopAtViolation: false });
  const { found, outcomes } = explore(execution, all(), { runs: 100, until: () => false });
  expect([...found.keys()]).toEqual(["x-stays-0", "y-stays-0"]);
  expect([outcomes.passed, found.get("x-stays-0")?.times, found.get("y-stays-0")?.times]).toEqual([3, 3, 3]);
});

test("a search in slices is the search in one go", () => {
  const whole = explore(new Execution(counter(2, 3)), randomWalk({ seed: 5 }), { runs: 500, until: () => false });
  const execution = new Execution(counter(2, 3));
  const strategy = randomWalk({ seed: 5 });
  const first = explore(execution, strategy, { runs: 123, until: () => false });
  expect(first.runs).toBe(123);
  expect(explore(execution, strategy, { runs: 377, until: () => false, sofar: first })).toEqual(whole);
});

test("reports progress after every so many executions", () => {
  const seen: number[] = [];
  explore(new Execution(counter(2, 3)), randomWalk({ seed: 5 }), {
    runs: 35,
    until: () => false,
    every: 10,
    progress: ({ runs }) => seen.push(runs),
  });
  expect(seen).toEqual([10, 20, 30]);
});

test("stops where model code throws, and keeps the schedule", () => {
  const execution = new Execution(twoTasks(readBoth), { claims: new Set() });
  const { halted, outcomes, exhausted, reached } = explore(execution, all(), { runs: 100 });
  expect(halted?.outcome).toMatchObject({ kind: "crashed", task: "reader" });
  expect([outcomes.crashed, exhausted, reached.get("late")]).toEqual([1, false, 1]);
  expect(execution.run(replay(halted!.schedule))).toEqual(halted!.outcome);
});

test("a crash in the only schedule leaves nothing exhausted", () => {
  const program = twoTasks(readBoth);
  const alone: Program<Two> = {
    ...program,
    setup: (world) => ({ x: cell(world, "x", 1), y: cell(world, "y", 0) }),
    tasks: program.tasks.slice(1),
    claims: [],
  };
  const { runs, halted, exhausted } = explore(new Execution(alone), all(), { runs: 100 });
  expect([runs, halted?.outcome.kind, exhausted]).toEqual([1, "crashed", false]);
});

test("stops where a schedule does not fit the program", () => {
  const { halted, runs } = explore(new Execution(counter(2, 1)), replay({ version: 1, choices: [0, 7] }), {
    runs: 100,
  });
  expect(halted?.outcome).toEqual({ kind: "diverged", choice: 1, reason: "the task it names cannot step here" });
  expect(runs).toBe(1);
});
