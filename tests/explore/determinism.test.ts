import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import { Coverage } from "../../src/explore/coverage.ts";
import { TwiceRunner } from "../../src/explore/determinism.ts";
import { explore } from "../../src/explore/explore.ts";
import { figuresOf } from "../../src/explore/seen.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { counter } from "../litmus/programs/counter.ts";

interface State {
  readonly x: Cell<number>;
}

let runsSoFar = 0;

function* writeRunNumber({ x }: State): Task {
  yield* WRITE_ONCE(x, runsSoFar++);
}

function* readMoreEachTime({ x }: State): Task {
  runsSoFar++;
  for (let i = 0; i < runsSoFar; i++) {
    yield* READ_ONCE(x);
  }
}

function* throwSecondTime({ x }: State): Task {
  yield* READ_ONCE(x);
  if (runsSoFar++ === 1) {
    throw new Error("not again");
  }
}

function* read({ x }: State): Task {
  yield* READ_ONCE(x);
}

function firstReason(body: (state: State) => Task, claims: Program<State>["claims"] = []): string {
  runsSoFar = 0;
  const program: Program<State> = {
    name: "moody",
    setup: (world) => ({ x: cell(world, "x", 0) }),
    tasks: [
      { name: "A", run: body },
      { name: "B", run: read },
    ],
    claims,
  };
  const { halted } = explore(new TwiceRunner(program), randomWalk({ seed: 1 }), { runs: 10, until: () => false });
  return halted?.outcome.kind === "diverged" ? halted.outcome.reason : `no difference: ${halted?.outcome.kind}`;
}

test("a program that depends on its schedule alone is explored as ever", () => {
  const result = explore(new TwiceRunner(counter(2, 3)), preemptionBounded({ maxBound: Infinity }), {
    runs: 2_000,
    until: () => false,
  });
  expect([result.runs, result.exhausted, result.halted, result.found.get("sum")?.times]).toEqual([
    924,
    true,
    null,
    904,
  ]);
});

test("another value", () => {
  expect(firstReason(writeRunNumber)).toBe(
    'one schedule, run twice, differs at step 1: first "A: WRITE_ONCE(x, 0)", then "A: WRITE_ONCE(x, 1)"; ' +
      "something outside the schedule decides, e.g. Math.random, Date, or state that setup does not make anew",
  );
});

test("more steps", () => {
  expect(firstReason(readMoreEachTime)).toContain(
    'differs at step 2: first "B: READ_ONCE(x) = 0", then "A: READ_ONCE(x) = 0"',
  );
});

test("another end", () => {
  expect(firstReason(throwSecondTime)).toContain('differs at the end: first "passed", then "crashed: not again');
});

test("another judgement", () => {
  const claims = [{ name: "moods", finally: () => (runsSoFar++ === 1 ? "a mood" : null) }];
  expect(firstReason(read, claims)).toContain('differs at the end: first "passed", then "violated; moods: a mood"');
});

test("what counts is shown each schedule once", () => {
  const coverage = new Coverage();
  const runner = new TwiceRunner(counter(2, 2), { stopAtViolation: false }, [coverage]);
  explore(runner, randomWalk({ seed: 1 }), { runs: 25, until: () => false });
  const once = new Coverage();
  const execution = new Execution(counter(2, 2), { stopAtViolation: false, observers: [once] });
  explore(execution, randomWalk({ seed: 1 }), { runs: 25, until: () => false });
  expect(figuresOf(coverage.seen)).toEqual(figuresOf(once.seen));
});
