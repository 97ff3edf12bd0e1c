import { describe, expect, it } from "vitest";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Trace } from "../../src/core/trace.ts";
import { checkScenario } from "../../src/scenario/validate.ts";
import { PASSES } from "../../src/shrink/passes.ts";
import { compareSizes } from "../../src/shrink/order.ts";
import { confirm as confirmed, shrink } from "../../src/shrink/shrink.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { failuresOf, samples } from "./failures.ts";

describe.each(samples)("shrinking $title", ({ cases }) => {
  const shrunk = cases(12).map((one) => ({ ...one, small: one.shrink() }));

  it("has something to shrink", () => {
    expect(shrunk.length).toBe(12);
    expect(Math.max(...shrunk.map(({ raw }) => raw.size.commands))).toBeGreaterThan(3);
  });

  it("keeps the claim, and never makes anything larger", () => {
    for (const { shape, raw, small } of shrunk) {
      expect(small.claim).toBe(raw.claim);
      expect(compareSizes(small.size, raw.size)).toBeLessThanOrEqual(0);
      expect(checkScenario(shape, small.scenario)).toEqual(small.scenario);
    }
  });

  it("gives a run that replays to the same break, of the size that it says", () => {
    for (const { small, confirm, trace } of shrunk) {
      expect(confirm(small)).toEqual({ ...small, proved: false, proof: "not shrunk yet", executions: 0 });
      const { violations, preemptions, switches } = trace(small);
      expect(violations).toMatchObject([{ claim: small.claim, message: small.message, step: small.size.steps }]);
      expect([preemptions, switches]).toEqual([small.size.preemptions, small.size.switches]);
    }
  });

  it("records no choice that a replay would make by itself", () => {
    for (const { raw, small, trace } of shrunk) {
      for (const found of [raw, small].filter(({ schedule }) => schedule.choices.length > 0)) {
        const shorter = { ...found, schedule: scheduleOf(found.schedule.choices.slice(0, -1)) };
        expect(stepsOf(trace(shorter))).not.toEqual(stepsOf(trace(found)));
      }
    }
  });

  it("gives the same for the same, and for its own result", () => {
    for (const { small, ...one } of shrunk.slice(0, 4)) {
      expect(one.shrink()).toEqual(small);
      expect({ ...one.shrinkOther(small), executions: 0 }).toEqual({ ...small, executions: 0 });
    }
  });

  it("proves what it says: no scenario a step simpler has a smaller counterexample, nor has this one", () => {
    const { shape, small, sizes } = shrunk[0]!;
    expect(small.proved).toBe(true);
    const simpler = PASSES.filter((pass) => pass.isHunch !== true).flatMap((pass) => [
      ...pass.reductions(shape, small.scenario),
    ]);
    for (const scenario of [small.scenario, ...simpler.map((reduction) => reduction.scenario)]) {
      if (scenario.tasks.length > 0) {
        // Brute force does not count choices inside ops, which come last in the order.
        const smaller = sizes(scenario).filter(
          (size) => compareSizes({ ...size, ...surprisesOf(small) }, small.size) < 0,
        );
        expect(smaller).toEqual([]);
      }
    }
  });
});

function stepsOf({ steps }: Trace): string[] {
  return steps.map(({ task, text }) => `${task} ${text}`);
}

function surprisesOf({ size }: { readonly size: { readonly surprises: number } }): { surprises: number } {
  return { surprises: size.surprises };
}

describe("shrinking", () => {
  const failures = failuresOf(bank, [noLostUpdate], "no-lost-update", 12);

  it("says so where the budget does not suffice for a proof, and still gives a counterexample", () => {
    const large = failures.toSorted((a, b) => compareSizes(confirmed(b)!.size, confirmed(a)!.size))[0]!;
    const { proved, proof, executions, size, scenario, schedule } = shrink(large, { budget: 15 });
    expect(proved).toBe(false);
    const reason = `not proved: in ${executions} executions not all simpler scenarios could be searched to the end`;
    expect(proof).toMatch(new RegExp(`^${reason}; this one takes (from \\d \\(shown\\) to \\d|no )`));
    expect(compareSizes(size, confirmed(large)!.size)).toBeLessThan(0);
    expect(confirmed({ ...large, scenario, schedule })!.size).toEqual(size);
  });

  it("refuses a run that breaks nothing", () => {
    const harmless = { ...failures[0]!, schedule: scheduleOf([]) };
    expect(() => shrink(harmless)).toThrow("nothing to shrink: this schedule does not break no-lost-update");
  });

  it("carries along where the scenario came from and what was mended", () => {
    const [failure] = failures;
    const small = shrink(failure!);
    expect(small).toMatchObject({ model: "bank", design: "racy", property: "no-lost-update", mended: [] });
    expect(small.origin).toEqual(failure!.origin);
    expect(shrink({ ...failure!, mended: ["RMW"] })).toEqual({ ...small, mended: ["RMW"] });
  });
});
