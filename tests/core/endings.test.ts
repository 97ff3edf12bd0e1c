import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import type { Program } from "../../src/core/program.ts";
import { replay } from "../../src/core/replay.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { cell, cmpxchg, READ_ONCE, spin_lock, spin_unlock, Spinlock, WRITE_ONCE } from "../../src/kernel/index.ts";

const setup = (world: World) => ({
  flag: cell(world, "flag", 0),
  first: new Spinlock(world, "first"),
  second: new Spinlock(world, "second"),
});
type State = ReturnType<typeof setup>;

interface Ending {
  readonly outcome: Outcome;
  readonly broken: readonly string[];
  readonly steps: number;
}

function end(tasks: ((s: State) => Task)[], choices: readonly number[] | null, maxSteps = 100): Ending {
  const program = { name: "ending", setup, tasks: tasks.map((run, i) => ({ name: `task ${i}`, run })), claims: [] };
  const execution = new Execution(program, { maxSteps, stopAtViolation: false });
  const outcome = execution.run(choices === null ? randomWalk({ seed: 1 }) : replay(scheduleOf(choices)));
  return { outcome, broken: execution.violations.map((v) => `${v.claim}: ${v.message}`), steps: execution.steps };
}

describe("step limit", () => {
  function* spin({ flag }: State): Task {
    while ((yield* READ_ONCE(flag)) === 0);
  }
  function* set({ flag }: State): Task {
    yield* WRITE_ONCE(flag, 1);
  }

  test("an unfair schedule past the limit is ended by a fair one, and passes", () => {
    const { outcome, broken, steps } = end(
      [spin, set],
      Array.from({ length: 100 }, () => 0),
    );
    expect([outcome.kind, broken]).toEqual(["passed", []]);
    expect(steps).toBeGreaterThan(100);
  });

  test("what a fair schedule does not end either is a livelock", () => {
    const { outcome, broken } = end([spin], []);
    expect(outcome).toEqual({ kind: "stepLimit", livelock: true });
    expect(broken).toEqual(["livelock: no end after 200 steps, the last 100 of them fair"]);
  });

  test("two that always undo each other's work are a livelock, too", () => {
    const insist = (value: number) =>
      function* insists({ flag }: State): Task {
        do {
          yield* cmpxchg(flag, 1 - value, value);
        } while ((yield* READ_ONCE(flag)) !== value + 2);
      };
    expect(end([insist(0), insist(1)], null).outcome).toEqual({ kind: "stepLimit", livelock: true });
  });
});

test("a deadlock says who waits for what held by whom", () => {
  function* forward({ first, second }: State): Task {
    yield* spin_lock(first);
    yield* spin_lock(second);
  }
  function* backward({ first, second }: State): Task {
    yield* spin_lock(second);
    yield* spin_lock(first);
  }
  const { outcome, broken } = end([forward, backward], [0, 1]);
  expect(outcome).toEqual({
    kind: "deadlocked",
    waits: [
      { task: "task 0", op: "spin_lock(second)", heldBy: ["task 1"] },
      { task: "task 1", op: "spin_lock(first)", heldBy: ["task 0"] },
    ],
  });
  expect(broken).toEqual([
    "deadlock: task 0 waits in spin_lock(second), held by task 1; task 1 waits in spin_lock(first), held by task 0",
  ]);
});

test("model code that throws ends the run with the task, the reason and the line", () => {
  function* crash({ first, flag }: State): Task {
    yield* spin_lock(first);
    if ((yield* READ_ONCE(flag)) === 0) {
      throw new RangeError("no such frame");
    }
    yield* spin_unlock(first);
  }
  const { outcome, broken } = end([crash], []);
  expect(outcome).toMatchObject({ kind: "crashed", task: "task 0" });
  expect(outcome.kind === "crashed" && outcome.reason).toMatch(
    /^no such frame \(tests\/core\/endings\.test\.ts:\d+:\d+\)$/,
  );
  expect(broken).toEqual([]);
});

test("a run after one that ended badly starts afresh", () => {
  function* lockAndThrow({ first, flag }: State): Task {
    yield* spin_lock(first);
    if ((yield* cmpxchg(flag, 0, 1)) === 0 && bad) {
      throw new Error("once");
    }
    yield* spin_unlock(first);
  }
  let bad = true;
  const program = { name: "again", setup, tasks: [{ name: "task", run: lockAndThrow }], claims: [] };
  const execution = new Execution(program);
  expect(execution.run(replay(scheduleOf([]))).kind).toBe("crashed");
  bad = false;
  expect(execution.run(replay(scheduleOf([]))).kind).toBe("passed");
});

describe("what the types promise and some program does not keep is told in a sentence", () => {
  const crash = (task: unknown, claims: readonly unknown[] = []): string | undefined => {
    const program = { name: "odd", setup, tasks: [{ name: "odd", run: task }], claims } as Program<State>;
    const outcome = new Execution(program).run(replay(scheduleOf([])));
    return outcome.kind === "crashed" ? outcome.reason : undefined;
  };
  function* looks({ flag }: State): Task {
    yield* READ_ONCE(flag);
  }

  test.each([
    ["no generator", () => undefined],
    ["a plain value", () => 7],
  ])("a task that is %s", (_what, task) => {
    expect(crash(task)).toMatch(/^the code of odd is no generator: write it as a function\*/);
  });

  test.each([
    ["a number", () => [5].values(), "5"],
    [
      "a promise",
      async function* later(): AsyncGenerator {
        yield await Promise.resolve(1);
      },
      "undefined",
    ],
  ])("a task that yields %s", (_what, task, shown) => {
    expect(crash(task)).toMatch(`odd yields ${shown}, which is no op: write \`yield* …\` with one`);
  });

  test.each([
    ["undefined", { finally: () => undefined }],
    ["true", { always: () => true }],
    ["false", { on: { seen: () => false } }],
  ])("a check that returns %s", (value, check) => {
    function* shows(state: State): Task {
      yield* looks(state);
      state.flag.world.emit("seen", null);
    }
    expect(crash(shows, [{ name: "fair", ...check }])).toMatch(
      `the claim fair returned ${value}: a check returns a sentence, or null if it holds`,
    );
    expect(crash(shows, [{ name: "fair", finally: () => null }])).toBeUndefined();
  });
});
