import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import type { Task } from "../../src/core/task.ts";
import { explore } from "../../src/explore/explore.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Memory } from "../../src/kernel/slab.ts";
import { wait_event, WaitQueue, wake_up } from "../../src/kernel/wait.ts";
import { localFirst } from "../../src/strategies/local-first.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { tracesOf } from "../litmus/figures.ts";
import { straightLine } from "../litmus/programs/straight-line.ts";

/** Names of the objects at which a strategy was asked to decide, in the runs after the first. */
function askedAbout<S>(program: Program<S>): string[] {
  const asked = new Set<string>();
  const strategy: Strategy = {
    ...randomWalk({ seed: 1 }),
    pick(enabled, count) {
      for (let i = 0; i < count; i++) {
        asked.add(enabled[i]!.pending!.object.name);
      }
      return count - 1;
    },
  };
  const wrapped = localFirst(strategy);
  const execution = new Execution(program);
  explore(execution, wrapped, { runs: 5 });
  asked.clear();
  explore(execution, wrapped, { runs: 50 });
  return [...asked].toSorted();
}

test("decisions are about what tasks contend for", () => {
  const program = straightLine(
    [
      ["w x 1", "w own 1", "r own", "r fixed"],
      ["r x", "w mine 1", "r fixed"],
    ],
    () => {},
  );
  expect(askedAbout(program)).toEqual(["x"]);
});

interface Freeable {
  readonly node: Cell<number>;
  readonly x: Cell<number>;
}

function* touchNode({ node, x }: Freeable): Task {
  yield* WRITE_ONCE(node, 1);
  yield* WRITE_ONCE(x, 1);
}

function* touchX({ x }: Freeable): Task {
  yield* READ_ONCE(x);
}

test("what lies in memory that may be freed is never taken for local", () => {
  const program: Program<Freeable> = {
    name: "freeable",
    setup(world) {
      const node = cell(world, "node", 0);
      node.owner = new Memory("node");
      return { node, x: cell(world, "x", 0) };
    },
    tasks: [
      { name: "T0", run: touchNode },
      { name: "T1", run: touchX },
    ],
    claims: [],
  };
  expect(askedAbout(program)).toEqual(["node", "x"]);
});

test("every trace is still run", () => {
  const program = straightLine(
    [
      ["w a 1", "w x 1", "w a 2", "w x 2"],
      ["w b 1", "r x", "w b 2", "r x"],
    ],
    () => {},
  );
  const seen = new Set<string>();
  const end = (log: readonly Op[]): void => {
    seen.add(
      log
        .filter((op) => op.object.name === "x")
        .map((op) => `${op.task}${String(op.value)}`)
        .join(" "),
    );
  };
  const execution = new Execution(program, { observers: [{ end }] });
  const learned = localFirst(randomWalk({ seed: 1 }));
  explore(execution, learned, { runs: 200 });
  const { traces } = tracesOf(program);
  expect(seen.size).toBe(traces);
});

interface Sleep {
  readonly queue: WaitQueue;
  readonly done: Cell<boolean>;
}

function* sleep({ queue, done }: Sleep): Task {
  yield* wait_event(queue, done, Boolean);
}

function* wake({ queue }: Sleep): Task {
  yield* wake_up(queue);
}

test("an op that depends on a second object is never taken for local", () => {
  const program: Program<Sleep> = {
    name: "sleep",
    setup: (world) => ({ queue: new WaitQueue(world, "queue"), done: cell(world, "done", true) }),
    tasks: [
      { name: "sleeper", run: sleep },
      { name: "waker", run: wake },
    ],
    claims: [],
  };
  expect(askedAbout(program)).toEqual(["done", "queue"]);
});

interface Spin {
  readonly own: Cell<number>;
  readonly x: Cell<number>;
}

function* spin({ own, x }: Spin): Task {
  yield* READ_ONCE(x);
  for (let i = 0; i < 100_000; i++) {
    yield* READ_ONCE(own);
  }
}

function* write({ x }: Spin): Task {
  yield* WRITE_ONCE(x, 1);
}

test("a task that spins on what is its own does not keep others out", () => {
  const program: Program<Spin> = {
    name: "spin",
    setup: (world) => ({ own: cell(world, "own", 0), x: cell(world, "x", 0) }),
    tasks: [
      { name: "spinner", run: spin },
      { name: "writer", run: write },
    ],
    claims: [],
  };
  const writtenAt: number[] = [];
  const execution = new Execution(program, {
    maxSteps: 1_000,
    observers: [{ end: (log) => writtenAt.push(log.findIndex((op) => op.task === 1)) }],
  });
  explore(execution, localFirst(randomWalk({ seed: 1 })), { runs: 20, until: () => false });
  expect(writtenAt.filter((step) => step < 500)).toHaveLength(20);
});
