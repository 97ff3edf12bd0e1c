import fc from "fast-check";
import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import { Meter } from "../../src/shrink/meter.ts";
import { compareSizes } from "../../src/shrink/order.ts";
import type { Size } from "../../src/shrink/order.ts";
import { search } from "../../src/shrink/search.ts";
import { Runs, purseOf } from "../../src/shrink/trial.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { MIXTURES, tasksOf } from "../litmus/mixtures.ts";
import { kernelMix } from "../litmus/programs/kernel-mix.ts";

const BOUND = 2;
const MAX_STEPS = 200;
const fixed = { commands: 0, tasks: 0, argumentSize: 0 };

/** The smallest break of each claim among all schedules within the bound; null where there are too many. */
function smallestOf<S>(program: Program<S>): Map<string, Size> | null {
  const meter = new Meter();
  const execution = new Execution(program, { observers: [meter], maxSteps: MAX_STEPS });
  const strategy = preemptionBounded({ maxBound: BOUND });
  const smallest = new Map<string, Size>();
  meter.inner = strategy;
  for (let runs = 0; strategy.begin(); runs++) {
    if (runs === 5_000 || execution.steps >= MAX_STEPS) {
      return null;
    }
    execution.run(meter);
    strategy.end?.(false);
    for (const { claim, step } of execution.violations) {
      const { preemptions, switches, surprises } = meter;
      const size = { ...fixed, preemptions, switches, steps: step, surprises };
      const known = smallest.get(claim);
      if (known === undefined || compareSizes(size, known) < 0) {
        smallest.set(claim, size);
      }
    }
  }
  return smallest;
}

function searched<S>(program: Program<S>, claim: string, steps: boolean): Size | null {
  const options = { program, wanted: new Set([claim]), maxSteps: MAX_STEPS, fixed };
  const { found, complete } = search(new Runs(options, purseOf(100_000)), {
    bound: BOUND,
    cap: 100_000,
    steps,
    until: () => false,
  });
  expect(complete).toBe(true);
  return found?.size ?? null;
}

test.each(Object.entries(MIXTURES))("%s: the search finds the smallest break that there is", (_name, mixture) => {
  fc.assert(
    fc.property(tasksOf(mixture), fc.nat({ max: 2 }), (tasks, budget) => {
      const program = kernelMix(tasks, budget);
      const all = smallestOf(program);
      fc.pre(all !== null);
      for (const [claim, size] of all) {
        // A run ends at its first break, and the first of several claims may hide what the others would break.
        fc.pre(all.size === 1);
        expect(searched(program, claim, true)).toEqual(size);
        const { preemptions, switches } = searched(program, claim, false)!;
        expect({ preemptions, switches }).toEqual({ preemptions: size.preemptions, switches: size.switches });
      }
      if (all.size === 0) {
        expect(searched(program, "deadlock", true)).toBeNull();
        expect(searched(program, "use-after-free", false)).toBeNull();
      }
    }),
    { numRuns: 60, seed: 2 },
  );
});
