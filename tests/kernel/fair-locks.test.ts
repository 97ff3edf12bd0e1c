import { describe, expect, test } from "vitest";
import type { Op } from "../../src/core/op.ts";
import type { Claim } from "../../src/core/program.ts";
import type { Task, TaskState } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { atomic_dec, atomic_inc_return } from "../../src/kernel/atomic.ts";
import { cell, read_plain, write_plain } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { FairLock } from "../../src/kernel/fair-lock.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { down_read, down_write, RwSem, up_read, up_write } from "../../src/kernel/rwsem.ts";
import { allSchedules } from "./all-schedules.ts";

interface FairSort {
  readonly make: (world: World) => FairLock;
  readonly readLock: (lock: FairLock) => Op<void>;
  readonly readUnlock: (lock: FairLock) => Op<void>;
  readonly writeLock: (lock: FairLock) => Op<void>;
  readonly writeUnlock: (lock: FairLock) => Op<void>;
  readonly name: string;
}

const sorts: FairSort[] = [
  {
    make: (world) => new RwLock(world, "lock"),
    readLock: (lock) => read_lock(lock as RwLock),
    readUnlock: (lock) => read_unlock(lock as RwLock),
    writeLock: (lock) => write_lock(lock as RwLock),
    writeUnlock: (lock) => write_unlock(lock as RwLock),
    name: "read_lock",
  },
  {
    make: (world) => new RwSem(world, "lock"),
    readLock: (lock) => down_read(lock as RwSem),
    readUnlock: (lock) => up_read(lock as RwSem),
    writeLock: (lock) => down_write(lock as RwSem),
    writeUnlock: (lock) => up_write(lock as RwSem),
    name: "down_read",
  },
];

interface State {
  readonly lock: FairLock;
  readonly x: Cell<number>;
  readonly y: Cell<number>;
  readonly log: string[];
}

describe.for(sorts)("$name", ({ make, readLock, readUnlock, writeLock, writeUnlock, name }) => {
  const setup = (world: World): State => ({
    lock: make(world),
    x: cell(world, "x", 0),
    y: cell(world, "y", 0),
    log: [],
  });

  function* write({ lock, x, y }: State): Task {
    yield* writeLock(lock);
    yield* write_plain(x, (yield* read_plain(x)) + 1);
    yield* write_plain(y, (yield* read_plain(y)) + 1);
    yield* writeUnlock(lock);
  }

  function* read({ lock, x, y, log }: State): Task {
    yield* readLock(lock);
    log.push(`${yield* read_plain(x)}${yield* read_plain(y)}`);
    yield* readUnlock(lock);
  }

  test("readers see what whole writers left, in order with them", () => {
    const seen = allSchedules({ setup, tasks: [write, read, write], result: (s) => s.log.join(" ") });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["00", "11", "22"] });
  });

  test("a claim at unlock sees the lock still held, on either side", () => {
    const holders: string[] = [];
    const claims: Claim<State>[] = [
      {
        name: "held",
        on: {
          unlock({ lock }, event) {
            holders.push(
              `${event === lock} ${lock.writer?.name ?? ""} ${(lock.readers ?? []).map((t) => t.name).join("")}`,
            );
            return null;
          },
        },
      },
    ];
    allSchedules({ setup, tasks: [read], claims });
    allSchedules({ setup, tasks: [write], claims });
    expect(holders).toEqual(["true  a", "true a "]);
  });

  test("readers are together, and nothing orders them", () => {
    function* meet({ lock, x, y, log }: State): Task {
      yield* readLock(lock);
      log.push(`${yield* atomic_inc_return(x)}`);
      yield* write_plain(y, 1);
      yield* atomic_dec(x);
      yield* readUnlock(lock);
    }
    const seen = allSchedules({ setup, tasks: [meet, meet], result: (s) => s.log.join(" ") });
    expect(seen.results).toEqual(["1 1", "1 2"]);
    expect(Object.keys(seen.broken)).toEqual(["data-race"]);
  });

  test("a writer that waits keeps new readers out, and comes first", () => {
    function* reader({ lock, log }: State): Task {
      yield* readLock(lock);
      log.push(lock.queue?.length === 1 ? "r+" : "r");
      yield* readUnlock(lock);
    }
    function* writer({ lock, log }: State): Task {
      yield* writeLock(lock);
      log.push("w");
      yield* writeUnlock(lock);
    }
    const seen = allSchedules({ setup, tasks: [reader, writer, reader], result: (s) => s.log.join(" ") });
    // With "r+" a writer would already wait when a reader comes in.
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["r r w", "r w r", "w r r"] });
  });

  test("writers that wait get it in the order in which they came", () => {
    function* writer({ lock }: State): Task {
      yield* writeLock(lock);
      yield* writeUnlock(lock);
    }
    let before: (TaskState | undefined)[] = [];
    let longest = 0;
    const claims: Claim<State>[] = [
      {
        name: "first come, first served",
        always({ lock }, world) {
          const [head] = before;
          const overtaken = before.includes(lock.writer ?? undefined) && head !== lock.writer;
          before = (lock.queue ?? []).map((op) => world.tasks.find((task) => task.pending === op));
          longest = Math.max(longest, before.length);
          return overtaken ? `${lock.writer!.name} overtakes ${head!.name}` : null;
        },
      },
    ];
    const seen = allSchedules({ setup, tasks: [writer, writer, writer], claims });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: [] });
    expect(longest).toBe(2);
  });

  test("reading twice deadlocks if a writer comes in between, and is reported even if none does", () => {
    function* twice({ lock }: State): Task {
      yield* readLock(lock);
      yield* readLock(lock);
      yield* readUnlock(lock);
      yield* readUnlock(lock);
    }
    const alone = allSchedules({ setup, tasks: [twice] });
    expect(alone.outcomes).toEqual(["passed"]);
    expect(alone.broken).toEqual({
      "lock-order": "a takes lock and holds it already: a writer that queues in between stops both",
    });
    const withWriter = allSchedules({ setup, tasks: [twice, write] });
    expect(withWriter.outcomes).toEqual(["deadlocked", "passed"]);
    expect(withWriter.broken["deadlock"]).toBe(`a waits in ${name}(lock) for itself: it reads and a writer waits`);
  });

  test("writing while reading, and reading while writing, is a wait for oneself", () => {
    function* upgrade({ lock }: State): Task {
      yield* readLock(lock);
      yield* writeLock(lock);
    }
    function* downgrade({ lock }: State): Task {
      yield* writeLock(lock);
      yield* readLock(lock);
    }
    expect(allSchedules({ setup, tasks: [upgrade] }).broken["deadlock"]).toMatch(/ for itself: it holds it for read$/);
    expect(allSchedules({ setup, tasks: [downgrade] }).broken["deadlock"]).toMatch(
      / for itself: it holds it for write$/,
    );
  });

  test("giving up the other side than one holds", () => {
    function* readThenWriteUnlock({ lock }: State): Task {
      yield* readLock(lock);
      yield* writeUnlock(lock);
      yield* readUnlock(lock);
    }
    function* writeThenReadUnlock({ lock }: State): Task {
      yield* writeLock(lock);
      yield* readUnlock(lock);
      yield* writeUnlock(lock);
    }
    for (const task of [readThenWriteUnlock, writeThenReadUnlock]) {
      const seen = allSchedules({ setup, tasks: [task] });
      expect(seen.broken["lock-owner"]).toMatch(/\(lock\) by a, which does not hold it: nobody holds it$/);
      expect(seen.outcomes).toEqual(["passed"]);
    }
  });
});
