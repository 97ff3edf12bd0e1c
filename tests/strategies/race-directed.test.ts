import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import { explore } from "../../src/explore/explore.ts";
import type { Program } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { raceDirected } from "../../src/strategies/race-directed.ts";
import { reorder } from "../litmus/programs/reorder.ts";
import { straightLine } from "../litmus/programs/straight-line.ts";
import { twostages } from "../litmus/programs/twostage.ts";

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);

test.each(SEEDS)("seed %i: 99 tasks at one site are put off together", (seed) => {
  expect(explore(new Execution(reorder(99, 1)), raceDirected({ seed }), { runs: 40 }).found.size).toBe(1);
  expect(explore(new Execution(twostages(99, 1)), raceDirected({ seed }), { runs: 40 }).found.size).toBe(1);
});

test("each op that came first in a race has its turn to come last, and none has two before all have one", () => {
  const writers = ["w x 1", "w x 2", "w x 3", "w x 4"];
  const program = straightLine([...writers.map((line) => [line]), ["w y 1"], ["w y 2"]], () => {});
  const orders: string[] = [];
  const end = (log: readonly Op[]): void => void orders.push(log.map((op) => op.task).join(""));
  explore(new Execution(program, { observers: [{ end }] }), raceDirected({ seed: 1 }), { runs: 400 });
  // Four tasks share the site of x, two that of y: one in three runs puts off x, one in three y.
  const share = (pattern: RegExp): number => orders.filter((order) => pattern.test(order)).length / orders.length;
  expect(share(/^[45]{2}/)).toBeGreaterThan(1 / 3);
  expect(share(/[45]{2}$/)).toBeGreaterThan(1 / 3);
});

interface Flags {
  readonly flag: Cell<number>;
}

function* waitForFlag({ flag }: Flags): Task {
  while ((yield* READ_ONCE(flag)) === 0);
}

function* setFlag({ flag }: Flags): Task {
  yield* WRITE_ONCE(flag, 1);
}

test("what somebody spins for is not put off for long", () => {
  const program: Program<Flags> = {
    name: "spin",
    setup: (world) => ({ flag: cell(world, "flag", 0) }),
    tasks: [
      { name: "waiter", run: waitForFlag },
      { name: "setter", run: setFlag },
    ],
    claims: [],
  };
  const { steps, outcomes } = explore(new Execution(program), raceDirected({ seed: 1 }), { runs: 200 });
  expect(outcomes.passed).toBe(200);
  expect(steps / 200).toBeLessThan(100);
});
