import fc from "fast-check";
import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { explore } from "../../src/explore/explore.ts";
import { delayBounded } from "../../src/strategies/delay-bounded.ts";
import { counter } from "../litmus/programs/counter.ts";
import { everySchedule, runsOf } from "./every-schedule.ts";
import type { SeenRun } from "./every-schedule.ts";
import { programs } from "./generated-program.ts";

const SMALL = 3_000;

const smallPrograms = programs.filter((program) => {
  const strategy = delayBounded({ maxBound: Infinity });
  return explore(new Execution(program), strategy, { runs: SMALL, until: () => false }).exhausted;
});

function lines(runs: readonly Pick<SeenRun, "choices">[]): string[] {
  return runs.map((run) => run.choices.join(" ")).toSorted();
}

test("every schedule of a generated program is run exactly once, and within a bound each at most once", () => {
  fc.assert(
    fc.property(smallPrograms, fc.nat({ max: 3 }), (program, maxBound) => {
      const all = lines(everySchedule(program));
      expect(lines(runsOf(program, delayBounded({ maxBound: Infinity }), SMALL))).toEqual(all);
      const some = lines(runsOf(program, delayBounded({ maxBound }), SMALL));
      expect(new Set(some).size).toBe(some.length);
      expect(all).toEqual(expect.arrayContaining(some));
    }),
    { numRuns: 100 },
  );
});

test("exhausted and scope say what was covered", () => {
  const covered = (maxBound: number, runs: number): [boolean, string] => {
    const options = { runs, until: () => false };
    const { exhausted, scope } = explore(new Execution(counter(2, 1)), delayBounded({ maxBound }), options);
    return [exhausted, scope];
  };
  expect(covered(0, 10)).toEqual([true, "delay bound 0"]);
  expect(covered(2, 10)).toEqual([true, "delay bound 2"]);
  expect(covered(Infinity, 10)).toEqual([true, "all schedules"]);
  expect(covered(Infinity, 4)).toEqual([false, "delay bound 1"]);
});

/** n over k. */
function over(n: number, k: number): number {
  return k < 0 || k > n ? 0 : k === 0 ? 1 : (over(n - 1, k - 1) * n) / k;
}

/** Two tasks of k steps, the first to go given, with p preemptions: p + 2 blocks of steps take turns. */
function schedulesFrom(preemptions: number, k: number): number {
  const blocks = preemptions + 2;
  return over(k - 1, Math.ceil(blocks / 2) - 1) * over(k - 1, Math.floor(blocks / 2) - 1);
}

test.each([1, 2, 3])(
  "two tasks × %i increments: a delay for each preemption, and one to begin with the second",
  (times) => {
    const k = 2 * times;
    let expected = 0;
    for (let maxBound = 0; maxBound <= 2 * k; maxBound++) {
      expected += schedulesFrom(maxBound, k) + (maxBound > 0 ? schedulesFrom(maxBound - 1, k) : 0);
      const { runs, exhausted } = explore(new Execution(counter(2, times)), delayBounded({ maxBound }), {
        runs: 100_000,
        until: () => false,
      });
      expect([maxBound, runs, exhausted]).toEqual([maxBound, expected, true]);
    }
  },
);

test("without a delay tasks run in turn, whoever went first", () => {
  const [run] = runsOf(counter(3, 1), delayBounded({ maxBound: 0 }), 10);
  expect(run!.steps.map((step) => step.split(" ")[0]).join("")).toBe("001122");
  const orders = runsOf(counter(3, 1), delayBounded({ maxBound: 1 }), 10).map((one) =>
    one.steps.map((step) => step.split(" ")[0]).join(""),
  );
  // One delay at the start: the second task goes first, then the third, and the first comes last.
  expect(orders).toContain("112200");
  expect(orders).toContain("011220");
});
