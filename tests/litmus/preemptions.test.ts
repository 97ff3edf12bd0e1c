import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { explore } from "../../src/explore/explore.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { counter } from "./programs/counter.ts";

/** n over k. */
function over(n: number, k: number): number {
  return k < 0 || k > n ? 0 : k === 0 ? 1 : (over(n - 1, k - 1) * n) / k;
}

/**
 * Two tasks of k steps with p preemptions: p + 2 blocks of steps take turns, since only the switch after a task's end is
 * free; k steps fall into b blocks in over(k - 1, b - 1) ways.
 */
function schedulesWith(preemptions: number, k: number): number {
  const blocks = preemptions + 2;
  return 2 * over(k - 1, Math.ceil(blocks / 2) - 1) * over(k - 1, Math.floor(blocks / 2) - 1);
}

test.each([1, 2, 3, 4])("two tasks × %i increments: schedules per bound as combinatorics has them", (times) => {
  const k = 2 * times;
  let expected = 0;
  for (let maxBound = 0; maxBound <= 2 * k; maxBound++) {
    expected += schedulesWith(maxBound, k);
    const { runs, exhausted } = explore(new Execution(counter(2, times)), preemptionBounded({ maxBound }), {
      runs: 100_000,
      until: () => false,
    });
    expect([maxBound, runs, exhausted]).toEqual([maxBound, expected, true]);
  }
  expect(expected).toBe(over(2 * k, k));
});
