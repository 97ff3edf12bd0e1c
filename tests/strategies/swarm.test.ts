import { expect, test } from "vitest";
import type { Strategy } from "../../src/core/strategy.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { swarm } from "../../src/strategies/swarm.ts";
import { counter } from "../litmus/programs/counter.ts";
import { runsOf } from "./every-schedule.ts";

const RUNS = 1_000;

/** Share of runs with so many preemptions, of at most 19. */
function share(strategy: Strategy, from: number, to: number): number {
  const runs = runsOf(counter(2, 5), strategy, RUNS);
  return runs.filter(({ preemptions }) => preemptions >= from && preemptions <= to).length / RUNS;
}

test("some runs hardly preempt and others do all the time, where a random walk's are all alike", () => {
  expect(share(randomWalk({ seed: 1 }), 0, 2)).toBeLessThan(0.02);
  expect(share(swarm({ seed: 1 }), 0, 2)).toBeGreaterThan(0.3);
  expect(share(swarm({ seed: 1 }), 7, 19)).toBeGreaterThan(0.1);
});
