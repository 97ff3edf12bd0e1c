import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { Spinlock, spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import { Races } from "../../src/strategies/races.ts";
import { straightLine } from "../litmus/programs/straight-line.ts";

/** The races of one run in which tasks go in the order given, as pairs of step numbers, each written `earlier-later`. */
function racesOf<S>(program: Program<S>, order: readonly number[]): string[] {
  const found: string[] = [];
  const races = new Races((earlier, later) => found.push(`${earlier}-${later}`));
  let step = 0;
  let next = 0;
  const strategy: Strategy = {
    name: "by hand",
    everyStep: true,
    begin: () => true,
    pick(enabled, count) {
      const wanted = order[next++]!;
      return enabled.slice(0, count).findIndex((task) => task.id === wanted);
    },
    choose: () => 0,
    performed: (op, task) => races.performed(op, task, step++),
  };
  races.begin();
  const outcome = new Execution(program).run(strategy);
  expect(outcome.kind).toBe("passed");
  return found;
}

const lines = (tasks: readonly (readonly string[])[]): ReturnType<typeof straightLine> => straightLine(tasks, () => {});

test("conflicting accesses race, reads do not", () => {
  expect(racesOf(lines([["w x 1"], ["w x 2"]]), [0, 1])).toEqual(["0-1"]);
  expect(racesOf(lines([["w x 1"], ["r x"]]), [1, 0])).toEqual(["0-1"]);
  expect(racesOf(lines([["r x"], ["r x"]]), [0, 1])).toEqual([]);
  expect(racesOf(lines([["w x 1"], ["w y 1"]]), [0, 1])).toEqual([]);
  expect(racesOf(lines([["w x 1", "r x"]]), [0, 0])).toEqual([]);
});

test("a write races with all reads since the last one", () => {
  expect(racesOf(lines([["r x"], ["r x"], ["w x 1"], ["w x 2"]]), [0, 1, 2, 3])).toEqual(["0-2", "1-2", "2-3"]);
});

test("what another race orders does not race", () => {
  // The first task's write of x comes before its write of y, which the second reads before it reads x.
  const program = lines([
    ["w x 1", "w y 1"],
    ["r y", "r x"],
  ]);
  expect(racesOf(program, [0, 0, 1, 1])).toEqual(["1-2"]);
  expect(racesOf(program, [0, 1, 0, 1])).toEqual(["1-2", "0-3"]);
});

interface Locked {
  readonly lock: Spinlock;
  readonly rwlock: RwLock;
  readonly x: Cell<number>;
}

function* locked({ lock, x }: Locked): Task {
  yield* spin_lock(lock);
  yield* WRITE_ONCE(x, 1);
  yield* spin_unlock(lock);
}

function* reads({ rwlock, x }: Locked): Task {
  yield* read_lock(rwlock);
  yield* READ_ONCE(x);
  yield* read_unlock(rwlock);
}

function* writes({ rwlock, x }: Locked): Task {
  yield* write_lock(rwlock);
  yield* WRITE_ONCE(x, 1);
  yield* write_unlock(rwlock);
}

function lockedBy(...tasks: readonly ((state: Locked) => Task)[]): Program<Locked> {
  return {
    name: "locked",
    setup: (world) => ({
      lock: new Spinlock(world, "lock"),
      rwlock: new RwLock(world, "rwlock"),
      x: cell(world, "x", 0),
    }),
    tasks: tasks.map((run, i) => ({ name: `T${i}`, run })),
    claims: [],
  };
}

test("the ops that take a lock race, not those that give it up nor what it protects", () => {
  expect(racesOf(lockedBy(locked, locked), [0, 0, 0, 1, 1, 1])).toEqual(["0-3"]);
  expect(racesOf(lockedBy(reads, writes), [0, 0, 0, 1, 1, 1])).toEqual(["0-3"]);
  expect(racesOf(lockedBy(reads, writes), [1, 1, 1, 0, 0, 0])).toEqual(["0-3"]);
  expect(racesOf(lockedBy(reads, reads), [0, 0, 0, 1, 1, 1])).toEqual([]);
  expect(racesOf(lockedBy(writes, locked), [0, 0, 0, 1, 1, 1])).toEqual(["1-4"]);
});

test("nothing is kept from the run before", () => {
  const found: string[] = [];
  const races = new Races((earlier, later) => found.push(`${earlier}-${later}`));
  let step = 0;
  const strategy: Strategy = {
    name: "first",
    begin: () => true,
    pick: () => 0,
    choose: () => 0,
    performed: (op, task) => races.performed(op, task, step++),
  };
  for (let run = 0; run < 3; run++) {
    races.begin();
    new Execution(lines([["w x 1"], ["r x"]])).run(strategy);
  }
  expect(found).toEqual(["0-1", "2-3", "4-5"]);
});
