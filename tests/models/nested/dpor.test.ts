import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nested } from "../../../models/nested/model.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { arbitraryOf, scenarioFromSeed } from "../../../src/scenario/arbitrary.ts";
import { programOf } from "../../../src/scenario/program.ts";
import { dpor } from "../../../src/strategies/dpor.ts";

// A path that cannot be followed again means that an op depends on something it does not tell.
describe.each(nested.designs)("$name", (design) => {
  test("ops tell all that they depend on", () => {
    for (let path = 0; path < 40; path++) {
      const scenario = scenarioFromSeed(nested, 1, String(path));
      const { outcomes } = explore(new Execution(programOf(nested, scenario, design, [])), dpor(), { runs: 150 });
      expect(outcomes.diverged, `scenario ${path}`).toBe(0);
    }
  });

  test.each(Object.keys(nested.families ?? {}))("and so they do in scenarios of the family %s", (family) => {
    for (const scenario of fc.sample(arbitraryOf(nested, family), { seed: 1, numRuns: 8 })) {
      const { outcomes } = explore(new Execution(programOf(nested, scenario, design, [])), dpor(), { runs: 60 });
      expect(outcomes.diverged).toBe(0);
    }
  });
});
