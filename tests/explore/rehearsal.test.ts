import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { Shared } from "../../src/core/shared.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { TwiceRunner } from "../../src/explore/determinism.ts";
import { explore } from "../../src/explore/explore.ts";
import type { Exploration } from "../../src/explore/explore.ts";
import {
  atomic_inc,
  cell,
  cpu_relax,
  READ_ONCE,
  spin_trylock,
  spin_unlock,
  Spinlock,
  udelay,
  WRITE_ONCE,
  xchg,
} from "../../src/kernel/index.ts";
import { dpor } from "../../src/strategies/dpor.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";

const setup = (world: World) => ({
  flag: cell(world, "flag", 0),
  other: cell(world, "other", 0),
  failed: cell(world, "failed", 0),
  lock: new Spinlock(world, "lock"),
  turns: cell(world, "turns", 0),
});
type State = ReturnType<typeof setup>;
type Body = (state: State) => Task;

function* raise({ flag, other }: State): Task {
  for (let i = 0; i < 6; i++) {
    yield* WRITE_ONCE(other, i);
  }
  yield* WRITE_ONCE(flag, 1);
}

const poll = (turns: number, pause: (on: Shared) => Op<void>): Body =>
  function* ({ flag, failed }) {
    for (let i = 0; i < turns; i++) {
      if ((yield* READ_ONCE(flag)) !== 0) {
        return;
      }
      yield* pause(flag);
    }
    yield* WRITE_ONCE(failed, 1);
  };

function program(...tasks: Body[]): Program<State> {
  return {
    name: "spins",
    setup,
    tasks: tasks.map((run, i) => ({ name: `task ${i}`, run })),
    claims: [{ name: "not-failed", finally: ({ failed }) => (failed.peek === 0 ? null : "gave up") }],
  };
}

function explored(strategy: Strategy, ...tasks: Body[]): Exploration {
  return explore(new Execution(program(...tasks), { stopAtViolation: false }), strategy, {
    runs: 10_000,
    until: () => false,
  });
}

const everything = (): Strategy => preemptionBounded({ maxBound: Number.POSITIVE_INFINITY });
const reasonOf = ({ halted }: Exploration): string | null =>
  halted === null ? null : "reason" in halted.outcome ? halted.outcome.reason : halted.outcome.kind;

const counted = (turns: string): string =>
  `task 0 goes on to WRITE_ONCE(failed, 1) after ${turns} of a loop with cpu_relax(flag) in which nobody wrote flag: ` +
  `where a loop counts its turns, or something else ends it, write udelay(flag) instead`;

describe.each([
  ["dpor", () => dpor()],
  ["every schedule", everything],
  ["a random walk", () => randomWalk({ seed: 1 })],
] as const)("%s", (_name, strategy) => {
  test.each([
    [1, "a turn"],
    [2, "2 turns"],
    [3, "3 turns"],
    [1_000, "1000 turns"],
  ])("a loop of %i turns with cpu_relax is told of, and ends the search", (turns, told) => {
    const result = explored(strategy(), poll(turns, cpu_relax), raise);
    expect(reasonOf(result)).toBe(counted(told));
    expect([result.halted!.outcome.kind, result.exhausted, result.runs]).toEqual(["crashed", false, 1]);
  });

  test("one that somebody else keeps busy, and one that comes late", () => {
    function* late(state: State): Task {
      yield* READ_ONCE(state.other);
      while ((yield* READ_ONCE(state.other)) === 0) {
        yield* cpu_relax(state.other);
      }
      yield* poll(3, cpu_relax)(state);
    }
    expect(reasonOf(explored(strategy(), late, raise))).toBe(counted("3 turns"));
  });
});

test("a loop that ends by something else", () => {
  function* twoFlags({ flag, turns }: State): Task {
    while ((yield* READ_ONCE(flag)) === 0) {
      yield* cpu_relax(flag);
      yield* atomic_inc(turns);
    }
  }
  expect(reasonOf(explored(dpor(), twoFlags, raise))).toMatch(/^task 0 goes on to atomic_inc\(turns\) after a turn of/);
});

describe("a loop that a write of either of two objects ends", () => {
  /** Peterson's lock. */
  const peterson = (first: boolean, turnFirst: boolean): Body =>
    function* ({ flag, other, turns, failed }) {
      const [mine, theirs, next] = first ? [flag, other, 1] : [other, flag, 2];
      yield* WRITE_ONCE(mine, 1);
      yield* WRITE_ONCE(turns, next);
      for (;;) {
        const turn = turnFirst ? yield* READ_ONCE(turns) : 0;
        if ((yield* READ_ONCE(theirs)) === 0 || (turnFirst ? turn : yield* READ_ONCE(turns)) !== next) {
          break;
        }
        yield* cpu_relax(turns);
      }
      yield* READ_ONCE(failed);
      yield* WRITE_ONCE(failed, 0);
      yield* WRITE_ONCE(mine, 0);
    };

  test.each([
    ["looked at last", false],
    ["looked at first", true],
  ])("where the object named is %s, it is told of, and no deadlock is", (_when, turnFirst) => {
    for (const strategy of [dpor(), everything(), randomWalk({ seed: 1 })]) {
      const result = explored(strategy, peterson(true, turnFirst), peterson(false, turnFirst));
      expect(reasonOf(result)).toMatch(/^task [01] goes on to WRITE_ONCE\(failed, 0\) after a turn of .*write udelay/);
      expect([...result.found.keys()]).toEqual([]);
    }
  });
});

test("it is told of in every second run of a schedule that is run twice, too", () => {
  const runner = new TwiceRunner(program(poll(3, cpu_relax), raise));
  expect(reasonOf(explore(runner, dpor(), { runs: 10 }))).toBe(counted("3 turns"));
});

test.each([
  [1, 2],
  [2, 3],
  [3, 4],
])("with udelay a loop of %i turns is searched whole: %i traces, one of which gives up", (turns, traces) => {
  const reduced = explored(dpor(), poll(turns, udelay), raise);
  expect([reduced.halted, reduced.exhausted, reduced.runs]).toEqual([null, true, traces]);
  expect(reduced.found.get("not-failed")?.times).toBe(1);
  expect([...explored(everything(), poll(turns, udelay), raise).found.keys()]).toEqual(["not-failed"]);
});

describe("loops that may spin", () => {
  function* wait({ flag }: State): Task {
    while ((yield* READ_ONCE(flag)) === 0) {
      yield* cpu_relax(flag);
    }
  }
  function* looksAtMore({ flag, other }: State): Task {
    while ((yield* READ_ONCE(flag)) === 0) {
      yield* READ_ONCE(other);
      yield* cpu_relax(flag);
    }
  }
  function* relaxesFirst({ flag }: State): Task {
    do {
      yield* cpu_relax(flag);
    } while ((yield* READ_ONCE(flag)) === 0);
  }
  function* takes({ flag }: State): Task {
    while ((yield* xchg(flag, 2)) === 2) {
      yield* cpu_relax(flag);
    }
    yield* WRITE_ONCE(flag, 0);
  }
  function* tries({ lock }: State): Task {
    while (!(yield* spin_trylock(lock))) {
      yield* cpu_relax(lock);
    }
    yield* spin_unlock(lock);
  }

  test.each([
    ["wait", [wait, raise]],
    ["look at more", [looksAtMore, raise]],
    ["relax before they look", [relaxesFirst, raise]],
    ["exchange", [takes, takes]],
    ["try to lock", [tries, tries]],
  ] as const)("%s", (_name, tasks) => {
    for (const strategy of [dpor(), everything(), randomWalk({ seed: 1 })]) {
      expect(reasonOf(explored(strategy, ...tasks))).toBeNull();
    }
  });

  test("what is written while a task looks at something else is not lost", () => {
    function* set({ flag }: State): Task {
      yield* WRITE_ONCE(flag, 1);
    }
    for (const strategy of [dpor(), everything()]) {
      const { outcomes, runs, exhausted } = explored(strategy, looksAtMore, set);
      expect([outcomes.passed, exhausted]).toEqual([runs, true]);
    }
  });

  test("a flag that is up before the first look ends a loop that relaxes first", () => {
    function* alone(state: State): Task {
      yield* WRITE_ONCE(state.flag, 1);
      yield* relaxesFirst(state);
    }
    for (const strategy of [dpor(), everything()]) {
      expect(explored(strategy, alone)).toMatchObject({ runs: 1, outcomes: { passed: 1 }, exhausted: true });
    }
  });
});
