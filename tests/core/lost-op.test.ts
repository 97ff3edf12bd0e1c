import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { ExecutionOptions } from "../../src/core/execution.ts";
import { replay } from "../../src/core/replay.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { call_rcu, cell, kfree, Allocator, Memory, Rcu, READ_ONCE, WRITE_ONCE } from "../../src/kernel/index.ts";

const setup = (world: World) => ({
  world,
  x: cell(world, "x", 3),
  y: cell(world, "y", 0),
  rcu: new Rcu(world),
  memory: new Allocator(world),
});
type State = ReturnType<typeof setup>;

function lost(run: (s: State) => Task, options: ExecutionOptions = {}): string[] {
  const program = { name: "lost", setup, tasks: [{ name: "a", run }], claims: [] };
  const execution = new Execution(program, { stopAtViolation: false, ...options });
  execution.run(replay(scheduleOf([])));
  return execution.violations.map(({ claim, message }) => `${claim}: ${message}`);
}

const named = (op: string): string[] => [`lost-op: a made ${op} without yield*: write \`yield* …\` at once`];

describe("an op without yield* is named", () => {
  test("before another op", () => {
    expect(
      lost(function* run({ x, y }) {
        WRITE_ONCE(x, 1);
        yield* READ_ONCE(y);
      }),
    ).toEqual(named("WRITE_ONCE(x, 1)"));
  });

  test("between two ops", () => {
    expect(
      lost(function* run({ x, y }) {
        yield* READ_ONCE(y);
        WRITE_ONCE(x, 1);
        yield* READ_ONCE(y);
      }),
    ).toEqual(named("WRITE_ONCE(x, 1)"));
  });

  test("as the last thing a task does, and as the only one", () => {
    expect(
      lost(function* run({ x, y }) {
        yield* READ_ONCE(y);
        WRITE_ONCE(x, 1);
      }),
    ).toEqual(named("WRITE_ONCE(x, 1)"));
    expect(
      // eslint-disable-next-line require-yield
      lost(function* run({ x }) {
        WRITE_ONCE(x, 1);
      }),
    ).toEqual(named("WRITE_ONCE(x, 1)"));
  });

  test("in a function that the task calls", () => {
    function* inner({ x, y }: State): Task<number> {
      WRITE_ONCE(x, 1);
      return yield* READ_ONCE(y);
    }
    expect(
      lost(function* run(s) {
        yield* inner(s);
      }),
    ).toEqual(named("WRITE_ONCE(x, 1)"));
  });

  test("made too early and asked for later", () => {
    expect(
      lost(function* run({ x, y }) {
        const early = WRITE_ONCE(x, 1);
        yield* READ_ONCE(y);
        yield* early;
      }),
    ).toEqual(named("WRITE_ONCE(x, 1)"));
  });
});

test("yield instead of yield* is named, also when nobody uses the result", () => {
  const message = (op: string): string[] => [
    `lost-op: a made ${op} with yield, which loses its result: write \`yield* …\``,
  ];
  expect(
    lost(function* run({ x }) {
      const value: unknown = yield READ_ONCE(x);
      yield* WRITE_ONCE(x, Number(value));
    }),
  ).toEqual(message("READ_ONCE(x)"));
  function* inner({ x }: State): Task {
    yield WRITE_ONCE(x, 1);
  }
  expect(
    lost(function* run(s) {
      yield* inner(s);
    }),
  ).toEqual(message("WRITE_ONCE(x, 1)"));
});

test("an op asked for twice", () => {
  expect(
    lost(function* run({ x }) {
      const op = READ_ONCE(x);
      yield* op;
      yield* op;
    }),
  ).toEqual(["lost-op: READ_ONCE(x) = 3 is asked for twice: make a new op"]);
});

test("nothing is lost where ops are made in nested calls, spawned tasks and callbacks", () => {
  function* child({ x }: State): Task {
    yield* WRITE_ONCE(x, yield* READ_ONCE(x));
  }
  function* free({ memory }: State, what: Memory): Task {
    yield* kfree(memory, what);
  }
  expect(
    lost(function* run(s) {
      s.world.spawn("child", child(s));
      yield* WRITE_ONCE(s.y, yield* READ_ONCE(s.x));
      const what = new Memory("node");
      yield* call_rcu(s.rcu, what, () => free(s, what));
      s.world.spawn("child", child(s));
    }),
  ).toEqual([]);
});

test("a run that does not judge lost ops goes on as if nothing were", () => {
  const run = function* run({ x, y }: State): Task {
    WRITE_ONCE(x, 1);
    yield* READ_ONCE(y);
  };
  expect(lost(run, { claims: new Set(["other"]) })).toEqual([]);
});
