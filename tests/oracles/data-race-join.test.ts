import { expect, test } from "vitest";
import { everybody_done } from "../../src/kernel/join.ts";
import { Execution } from "../../src/core/execution.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, write_plain } from "../../src/kernel/index.ts";
import type { Cell } from "../../src/kernel/index.ts";
import { standardOracles } from "../../src/oracles/standard.ts";
import { strategyByName } from "../../src/strategies/by-name.ts";

function* writes(x: Cell<number>): Task {
  yield* write_plain(x, 1);
}

function* waitsAndWrites(x: Cell<number>): Task {
  yield* everybody_done(x);
  yield* write_plain(x, 2);
}

test.for([
  ["after everybody is done", waitsAndWrites, "passed"],
  ["at any time", writes, "violated"],
] as const)("a plain write %s", ([_when, last, outcome]) => {
  const setup = (world: World) => cell(world, "x", 0);
  const tasks = [
    { name: "one", run: writes },
    { name: "other", run: last },
  ];
  const execution = new Execution({ name: "join", setup, tasks, claims: [] }, { observers: standardOracles() });
  expect(execution.run(strategyByName("random", 1)!).kind).toBe(outcome);
});
