import fc from "fast-check";
import { expect, test } from "vitest";
import { nested } from "../../../models/nested/model.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { arbitraryOf } from "../../../src/scenario/arbitrary.ts";
import { programOf } from "../../../src/scenario/program.ts";
import { pos } from "../../../src/strategies/pos.ts";

const SCENARIOS = 200;
const [fullUnmap] = nested.designs;

/** By `sometimes` of the model: how many of the scenarios reach it within 30 schedules. */
function reachedBy(scenarios: number): Map<string, number> {
  const reached = new Map<string, number>();
  for (const [seed, scenario] of fc.sample(arbitraryOf(nested), { seed: 1, numRuns: scenarios }).entries()) {
    const program = programOf(nested, scenario, fullUnmap!, []);
    const { reached: here } = explore(new Execution(program), pos({ seed }), { runs: 30 });
    here.forEach((_, name) => reached.set(name, (reached.get(name) ?? 0) + 1));
  }
  return reached;
}

test("generated scenarios reach everything that the model says can happen, none of it by rare luck", () => {
  const shares = [...reachedBy(SCENARIOS)].map(([name, times]) => [name, times / SCENARIOS] as const);
  expect(shares.map(([name]) => name).toSorted()).toEqual([
    "a leaf replaced another",
    "a leaf with stage-2 off",
    "a notifier hit a shadow leaf",
    "a notifier missed a shadow leaf",
    "a shadow leaf was mapped",
    "aliasing",
    "an unmap that must not block",
    "block mapped",
    "fault retried",
    "lock dropped between chunks",
    "nested IPA 0 mapped",
    "rights added to a leaf",
    "shadow recycled",
  ]);
  expect(shares.filter(([, share]) => share < 0.01)).toEqual([]);
});
