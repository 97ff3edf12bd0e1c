import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { BLOCKED } from "../../src/core/op.ts";
import type { Observer } from "../../src/core/observer.ts";
import type { Program } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import { explore } from "../../src/explore/explore.ts";
import { cell, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { pos } from "../../src/strategies/pos.ts";
import { straightLine } from "../litmus/programs/straight-line.ts";

const RUNS = 20_000;

function observe<S>(program: Program<S>, observer: Observer): void {
  explore(new Execution(program, { observers: [observer] }), pos({ seed: 1 }), { runs: RUNS, until: () => false });
}

/** Share of runs in which the one op of the first task comes after all three of the second. */
function shareLast(op: string, others: readonly string[]): number {
  let last = 0;
  observe(
    straightLine([[op], others], () => {}),
    {
      end: (log) => {
        last += log.at(-1)!.task === 0 ? 1 : 0;
      },
    },
  );
  return last / RUNS;
}

test("ops that do not race keep their priority: the lowest of four is last", () => {
  expect(shareLast("w x 1", ["w y 1", "w y 2", "w y 3"])).toBeCloseTo(1 / 4, 1.5);
  expect(shareLast("r x", ["r x", "r x", "r x"])).toBeCloseTo(1 / 4, 1.5);
});

test("ops that race draw anew each time: three even draws lost", () => {
  expect(shareLast("w x 1", ["w x 2", "w x 3", "w x 4"])).toBeCloseTo(1 / 8, 1.5);
  expect(shareLast("w x 1", ["r x", "r x", "r x"])).toBeCloseTo(1 / 8, 1.5);
  expect(shareLast("r x", ["w x 1", "w x 2", "w x 3"])).toBeCloseTo(1 / 8, 1.5);
});

interface Gate {
  readonly lock: RwLock;
  readonly x: Cell<number>;
}

function* readThenStore({ lock, x }: Gate): Task {
  yield* read_lock(lock);
  yield* read_unlock(lock);
  yield* WRITE_ONCE(x, 1);
}

function* write({ lock }: Gate): Task {
  yield* write_lock(lock);
  yield* write_unlock(lock);
}

test("an op that has waited draws anew", () => {
  let waited = 0;
  let lockFirst = 0;
  let queued = false;
  const program: Program<Gate> = {
    name: "gate",
    setup: (world) => ({ lock: new RwLock(world, "lock"), x: cell(world, "x", 0) }),
    tasks: [
      { name: "reader", run: readThenStore },
      { name: "writer", run: write },
    ],
    claims: [],
  };
  observe(program, {
    begin: () => {
      queued = false;
    },
    step: (_op, _task, result) => {
      queued ||= result === BLOCKED;
    },
    end: (log) => {
      const names = log.map((op) => op.kind.name);
      waited += queued ? 1 : 0;
      lockFirst += queued && names.indexOf("write_lock") < names.indexOf("WRITE_ONCE") ? 1 : 0;
    },
  });
  expect(waited).toBeGreaterThan(RUNS / 10);
  expect(lockFirst / waited).toBeCloseTo(1 / 2, 1.5);
});
