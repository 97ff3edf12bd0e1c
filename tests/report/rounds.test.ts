import { expect, test } from "vitest";
import type { Program } from "../../src/core/program.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Task } from "../../src/core/task.ts";
import { traceOf } from "../../src/core/trace.ts";
import type { Trace } from "../../src/core/trace.ts";
import { cell, cpu_relax, READ_ONCE, WRITE_ONCE } from "../../src/kernel/index.ts";
import type { Cell } from "../../src/kernel/index.ts";
import { withoutRounds } from "../../src/report/rounds.ts";

interface State {
  readonly flag: Cell<number>;
  readonly count: Cell<number>;
}

function traceWith(...runs: ((state: State) => Task)[]): Trace {
  const program: Program<State> = {
    name: "rounds",
    setup: (world) => ({ flag: cell(world, "flag", 0), count: cell(world, "count", 0) }),
    tasks: runs.map((run, i) => ({ name: `task ${i}`, run })),
    claims: [],
    show: ({ count }) => [{ title: "count", rows: [`${count.peek}`] }],
  };
  return traceOf(program, scheduleOf([]), { maxSteps: 1_000 });
}

function* wait({ flag }: State): Task {
  while ((yield* READ_ONCE(flag)) === 0) {
    yield* cpu_relax(flag);
  }
}

function* spin({ flag, count }: State): Task {
  yield* WRITE_ONCE(count, 1);
  while ((yield* READ_ONCE(flag)) === 0);
}

function* countUp({ flag, count }: State): Task {
  while ((yield* READ_ONCE(flag)) === 0) {
    yield* WRITE_ONCE(count, count.peek + 1);
  }
}

function* twice({ count }: State): Task {
  for (let i = 0; i < 30; i++) {
    yield* READ_ONCE(count);
  }
}

const ends = ({ steps }: Trace) => [steps.length, steps.at(-1)!.text, steps.at(-1)!.notes];

test("two rounds of one step are left, and the steps before them", () => {
  const trace = traceWith(spin);
  expect([trace.steps.length, trace.outcome.kind]).toEqual([2_000, "stepLimit"]);
  expect(ends(withoutRounds(trace))).toEqual([3, "READ_ONCE(flag) = 0", ["step 3 over and over"]]);
});

test("two rounds of several tasks", () => {
  const cut = withoutRounds(traceWith(wait, wait));
  expect(ends(cut)).toEqual([9, "cpu_relax() for flag", ["steps 6 to 9 over and over"]]);
  expect(cut.violations).toEqual(traceWith(wait, wait).violations);
});

test("where the state is another one each time there are no rounds", () => {
  const trace = traceWith(countUp);
  expect(trace.outcome.kind).toBe("stepLimit");
  expect(withoutRounds(trace)).toBe(trace);
});

test("what ends has none either, however alike its steps are", () => {
  const trace = traceWith(twice);
  expect([trace.outcome.kind, withoutRounds(trace)]).toEqual(["passed", trace]);
});
