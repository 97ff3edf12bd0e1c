import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/core/program.ts";
import { traceOf } from "../../src/core/trace.ts";
import { insightOf } from "../../src/explain/insight-of.ts";
import { printInsight } from "../../src/explain/print-insight.ts";
import type { Model, RoleSpec } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import { cell, wait_event, WaitQueue, wake_up, WRITE_ONCE } from "../../src/kernel/index.ts";
import type { Cell } from "../../src/kernel/index.ts";
import type { Insight } from "../../src/explain/insight.ts";
import type { Task } from "../../src/core/task.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { noted, swept, table } from "../sample-models/sweep.ts";
import { transfers } from "../sample-models/transfer.ts";
import { failuresOf } from "../shrink/failures.ts";

interface Room {
  readonly room: Cell<number>;
  readonly free: WaitQueue;
  readonly taken: WaitQueue;
}

/** The host lets one guest in at a time; a guest who leaves wakes nobody. */
const sleepers: Model<Room> = {
  name: "sleepers",
  title: "a wake_up is forgotten",
  designs: bank.designs,
  settings: {},
  roles: {
    host: one("host", function* ({ room, free, taken }) {
      for (let guest = 0; guest < 2; guest++) {
        yield* wait_event(free, room, (guests) => guests === 0);
        yield* WRITE_ONCE(room, 1);
        yield* wake_up(taken);
      }
    }),
    guest: one("guest", function* ({ room, taken }) {
      yield* wait_event(taken, room, (guests) => guests === 1);
      yield* WRITE_ONCE(room, 0);
    }),
  },
  setup: (world) => ({
    room: cell(world, "room", 0),
    free: new WaitQueue(world, "free"),
    taken: new WaitQueue(world, "taken"),
  }),
};

function one(title: string, run: (room: Room) => Task): RoleSpec<Room> {
  return { title, min: 1, max: 1, maxCommands: 1, commands: { go: { args: {}, run, print: () => "goes" } } };
}

/** What the first minimal counterexample comes down to. */
function told<S>(model: Model<S>, claims: readonly Claim<S>[], claim: string) {
  const [failure] = failuresOf(model, claims, claim, 1);
  const found = shrink(failure!);
  const program = programOf(model, found.scenario, model.designs[0]!, claims);
  const trace = traceOf(program, found.schedule, { claims: new Set([claim]) });
  const insight = insightOf(failure!.subject, found, trace);
  return { insight, trace, text: printInsight(insight, trace) };
}

describe("what a counterexample comes down to", () => {
  it("a lost update: the read, the write in between, the write that undoes it", () => {
    const { insight, trace, text } = told(bank, [noLostUpdate], "no-lost-update");
    expect(insight.anomaly).toBe("lost update");
    expect(insight.accesses.map((at) => trace.steps[at]!.text.split("(")[0])).toEqual([
      "READ_ONCE",
      "WRITE_ONCE",
      "WRITE_ONCE",
    ]);
    expect(text).toMatch(/^lost update: steps \d, \d, \d; passes if step \d \(.*\) comes before step \d \(.*\)$/);
  });

  it("a deadlock, and who has to go on to avoid it", () => {
    const { insight, text } = told(transfers, [], "deadlock");
    expect(insight).toMatchObject({ anomaly: "deadlock", sequential: false });
    expect(text).toMatch(/^deadlock; passes if \S+ \d goes on before step 2 \(\S+ \d: \w+_lock\(.*\)\)$/);
  });

  it("something done while a lock was dropped", () => {
    const { insight } = told(table, [swept], "swept");
    expect(insight.sequential).toBe(false);
    expect(insight.passing).not.toBeNull();
    expect(insight.accesses.length).toBeGreaterThan(0);
    expect(insight.accesses.length).toBeLessThanOrEqual(4);
  });

  it("a sleeper that looked too early, though no order of what came between was free", () => {
    const { insight, text } = told(sleepers, [], "deadlock");
    expect(insight).toMatchObject({ anomaly: "deadlock", sequential: false });
    expect(text).toMatch(
      /^deadlock: .*; passes if step \d \(guest: WRITE_ONCE\(room, 0\)\) comes before step \d \(host: wait_/,
    );
  });

  it("a data race between tasks of which one came after the other", () => {
    const insight: Insight = { anomaly: "data race", sequential: true, accesses: [], passing: null };
    const { trace } = told(table, [noted], "noted");
    expect(printInsight(insight, trace)).toBe("data race, shown by one task after the other");
  });

  it("no race where one task is enough", () => {
    const { insight, text } = told(table, [noted], "noted");
    expect(insight).toEqual({ anomaly: "sequential", sequential: true, accesses: [], passing: null });
    expect(text).toBe("no race: it fails on one CPU");
  });
});
