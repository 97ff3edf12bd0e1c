import { expect, it } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { explore } from "../../src/explore/explore.ts";
import { cell, cmpxchg, cpu_relax, READ_ONCE, WRITE_ONCE } from "../../src/kernel/index.ts";
import type { CommandSpec, Design, Model } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import type { Scenario, ScenarioTask } from "../../src/scenario/scenario.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";

const setup = (world: World) => ({ seq: cell(world, "seq", 0), turn: cell(world, "turn", 0) });
type State = ReturnType<typeof setup>;

/** Two at once may leave the count odd. */
function* write({ seq }: State): Task {
  yield* WRITE_ONCE(seq, (yield* READ_ONCE(seq)) + 1);
  yield* WRITE_ONCE(seq, (yield* READ_ONCE(seq)) + 1);
}

function* read({ seq }: State): Task {
  while ((yield* READ_ONCE(seq)) % 2 !== 0) {
    yield* cpu_relax(seq);
  }
}

/** Two of them, one for each value, undo what the other has done for ever. */
const insist = (value: number) =>
  function* ({ turn }: State): Task {
    do {
      yield* cmpxchg(turn, 1 - value, value);
    } while ((yield* READ_ONCE(turn)) < 2);
  };

const only: Design = { name: "only", title: "as it is", breaks: ["live"], flaws: [], mend: () => only };
const command = (run: (state: State) => Task): CommandSpec<State> => ({ args: {}, run, print: () => "goes" });

const model: Model<State> = {
  name: "count",
  title: "a sequence count",
  designs: [only],
  settings: {},
  roles: {
    writer: { title: "W", max: 2, maxCommands: 2, commands: { write: command(write) } },
    reader: { title: "R", max: 2, maxCommands: 2, commands: { read: command(read) } },
    zero: { title: "Z", max: 1, maxCommands: 1, commands: { insist: command(insist(0)) } },
    one: { title: "O", max: 1, maxCommands: 1, commands: { insist: command(insist(1)) } },
  },
  setup,
};

const task = (role: string, ...names: string[]): ScenarioTask => ({
  role,
  commands: names.map((name) => ({ name, args: {} })),
});
const subject = { model, design: only, claims: [], wanted: new Set(["livelock"]) };

function shrunk(scenario: Scenario, seed: number): { readonly before: number; readonly after: Counterexample } {
  const execution = new Execution(programOf(model, scenario, only, []), { claims: subject.wanted });
  const strategy = randomWalk({ seed });
  while (execution.run(strategy).kind !== "violated" && execution.violations.length === 0);
  const schedule = scheduleOf(execution.choices);
  return { before: schedule.choices.length, after: shrink({ subject, property: "live", scenario, schedule }) };
}

it.each([1, 2, 3])("two readers that wait for ever are shrunk to the least there is, seed %i", (seed) => {
  const tasks = [
    task("writer", "write", "write"),
    task("writer", "write"),
    task("reader", "read", "read"),
    task("reader", "read"),
  ];
  const { before, after } = shrunk({ settings: {}, tasks }, seed);
  expect(before).toBeGreaterThan(1_000);
  expect(after).toMatchObject({ proved: true, size: { commands: 4, tasks: 4, preemptions: 2, steps: 20_000 } });
  expect(after.schedule.choices.length).toBeLessThan(20);
  expect(after.executions).toBeLessThan(30_000);
});

it("as brute force finds with one reader, who waits in vain by himself", () => {
  const scenario = { settings: {}, tasks: [task("writer", "write"), task("writer", "write"), task("reader", "read")] };
  const found = (maxBound: number) => {
    const execution = new Execution(programOf(model, scenario, only, []), { claims: new Set(["deadlock"]) });
    const { exhausted, found: met } = explore(execution, preemptionBounded({ maxBound }), {
      runs: 10_000,
      until: () => false,
    });
    return [exhausted, met.size];
  };
  expect([found(1), found(2)]).toEqual([
    [true, 0],
    [true, 1],
  ]);
});

it("two that undo each other's work never end, nor does one of them alone", () => {
  const { after } = shrunk(
    { settings: {}, tasks: [task("zero", "insist"), task("one", "insist"), task("reader", "read")] },
    1,
  );
  expect(after.size).toMatchObject({ commands: 1, tasks: 1, preemptions: 0 });
  expect(after.proved).toBe(true);
});
