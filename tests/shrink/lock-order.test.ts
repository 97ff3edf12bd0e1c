import { expect, it } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Observer } from "../../src/core/observer.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Task } from "../../src/core/task.ts";
import { Mutex, mutex_lock, mutex_unlock, Srcu, srcu_read_lock, srcu_read_unlock } from "../../src/kernel/index.ts";
import { synchronize_srcu } from "../../src/kernel/index.ts";
import { oraclesOfOneRun, standardOracles } from "../../src/oracles/standard.ts";
import type { Design, Model, RoleSpec } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import { shrinkSchedule } from "../../src/shrink/shrink-schedule.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";

interface Locks {
  readonly srcu: Srcu;
  readonly mutex: Mutex;
}

function* reads({ srcu, mutex }: Locks): Task {
  yield* srcu_read_lock(srcu);
  yield* mutex_lock(mutex);
  yield* mutex_unlock(mutex);
  yield* srcu_read_unlock(srcu);
}

function* waits({ srcu, mutex }: Locks): Task {
  yield* mutex_lock(mutex);
  yield* synchronize_srcu(srcu);
  yield* mutex_unlock(mutex);
}

const role = (title: string, run: (locks: Locks) => Task, count: number): RoleSpec<Locks> => {
  return { title, min: count, max: count, maxCommands: 1, commands: { go: { args: {}, run, print: () => "goes" } } };
};
const design: Design = { name: "as-is", title: "as it is", breaks: ["lock-order"], flaws: [], mend: () => design };
const model: Model<Locks> = {
  name: "srcu-and-mutex",
  title: "a grace period is awaited under a mutex that its readers take",
  designs: [design],
  settings: {},
  roles: { reader: role("reader", reads, 2), updater: role("updater", waits, 1) },
  setup: (world) => ({ srcu: new Srcu(world, "srcu"), mutex: new Mutex(world, "mutex") }),
};
const wanted = new Set(["lock-order"]);
const scenario: Scenario = {
  settings: {},
  tasks: ["reader", "reader", "updater"].map((name) => ({ role: name, commands: [{ name: "go", args: {} }] })),
};

/** What failing runs of a random walk shrink to, with oracles that remember more or less of what other runs have shown. */
function shrunk(observers: () => readonly Observer[]): Counterexample[] {
  const program = programOf(model, scenario, design, []);
  const found: Counterexample[] = [];
  for (let seed = 0; found.length < 20; seed++) {
    const execution = new Execution(program, { claims: wanted, observers: oraclesOfOneRun() });
    if (execution.run(randomWalk({ seed })).kind === "violated") {
      const subject = { model, design, claims: [], wanted, observers };
      const schedule = scheduleOf(execution.choices);
      found.push(shrink({ subject, property: "lock-order", scenario, schedule }));
    }
  }
  return found;
}

it("orders of locks that contradict each other are shown by the simplest run, wherever shrinking begins", () => {
  const size = { commands: 3, tasks: 3, preemptions: 0, switches: 1, steps: 5, argumentSize: 0, surprises: 0 };
  for (const found of shrunk(oraclesOfOneRun)) {
    expect(found).toMatchObject({ proved: true, size });
  }
});

it("so are the schedules of a plain program; oracles that remember other runs are told of", () => {
  const program = programOf(model, scenario, design, []);
  const last = scheduleOf([0, 0, 0, 0, 2, 2]);
  const found = shrinkSchedule(program, last, { observers: oraclesOfOneRun });
  expect(found).toMatchObject({ proved: true, claim: "lock-order", size: { preemptions: 0, switches: 1, steps: 5 } });
  expect(() => shrinkSchedule(program, last, { observers: standardOracles })).toThrow(
    "what was found for srcu-and-mutex as-is breaks lock-order only beside other runs: the oracles remember",
  );
});

it("with oracles that remember other runs nothing is called minimal that is not", () => {
  for (const { proved, size } of shrunk(standardOracles)) {
    expect(proved && size.preemptions > 0).toBe(false);
  }
});
