import fc from "fast-check";
import { expect, test } from "vitest";
import { compareBounded, compareWhole } from "./brute-force.ts";
import { MIXTURES, tasksOf } from "./mixtures.ts";

const failures = fc.nat({ max: 2 });

test.each(Object.entries(MIXTURES))("%s: each trace once, and every final state", (_name, mixture) => {
  fc.assert(
    fc.property(tasksOf(mixture), failures, (tasks, budget) => {
      const compared = compareWhole(tasks, budget);
      fc.pre(compared !== null);
      expect(compared.wrong).toBe("");
    }),
    { numRuns: 30, seed: 1 },
  );
});

test.each(Object.entries(MIXTURES))("%s: within a bound, each trace that has it, and none twice", (_name, mixture) => {
  fc.assert(
    fc.property(tasksOf(mixture), failures, fc.nat({ max: 2 }), (tasks, budget, bound) => {
      const compared = compareBounded(tasks, budget, bound);
      fc.pre(compared !== null);
      expect(compared.wrong).toBe("");
    }),
    { numRuns: 30, seed: 1 },
  );
});
