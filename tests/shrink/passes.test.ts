import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryOf } from "../../src/scenario/arbitrary.ts";
import { fits } from "../../src/scenario/reductions.ts";
import type { Reduction } from "../../src/scenario/reductions.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { argumentSize } from "../../src/scenario/slot.ts";
import { scenarioSchema } from "../../src/scenario/validate.ts";
import { PASSES } from "../../src/shrink/passes.ts";
import { bank } from "../sample-models/bank.ts";
import { table } from "../sample-models/sweep.ts";

const scenarios = [bank, table].map((model) => ({
  shape: model,
  all: fc.sample(arbitraryOf<never, never>(model as never), { seed: 9, numRuns: 100 }),
}));

function weigh(shape: (typeof scenarios)[number]["shape"], scenario: Scenario): number[] {
  const commands = scenario.tasks.reduce((sum, task) => sum + task.commands.length, 0);
  return [commands, scenario.tasks.length, argumentSize(shape, scenario)];
}

/** Negative if the first list is the lower one in the order of words. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

describe.each(PASSES)("the pass to $name", ({ reductions }) => {
  const made = scenarios.flatMap(({ shape, all }) => {
    return all.flatMap((scenario) =>
      [...reductions(shape, scenario)].map((reduction) => ({ shape, scenario, reduction })),
    );
  });

  it("has something to offer", () => {
    expect(made.length).toBeGreaterThan(50);
  });

  it("only makes scenarios simpler, so that the loop ends", () => {
    for (const { shape, scenario, reduction } of made) {
      expect(compare(weigh(shape, reduction.scenario), weigh(shape, scenario))).toBeLessThan(0);
    }
  });

  it("keeps them within what the model declares, if they have enough tasks and not too many commands", () => {
    for (const { shape } of scenarios) {
      const schema = scenarioSchema(shape);
      for (const { reduction } of made.filter((m) => m.shape === shape && fits(shape, m.reduction.scenario))) {
        expect(schema.parse(reduction.scenario)).toEqual(reduction.scenario);
      }
    }
  });

  it("says where each command comes from", () => {
    for (const { scenario, reduction } of made) {
      expect(namesAt(scenario, reduction)).toEqual(reduction.scenario.tasks.map((t) => t.commands.map((c) => c.name)));
    }
  });

  it("yields few", () => {
    for (const { shape, all } of scenarios) {
      expect(Math.max(...all.map((scenario) => [...reductions(shape, scenario)].length))).toBeLessThan(200);
    }
  });
});

function namesAt(scenario: Scenario, { places }: Reduction): string[][] {
  return places.map((own) => own.map(({ task, command }) => scenario.tasks[task]!.commands[command]!.name));
}
