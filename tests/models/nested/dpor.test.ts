import { describe, expect, test } from "vitest";
import { nested } from "../../../models/nested/model.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { scenarioFromSeed } from "../../../src/scenario/arbitrary.ts";
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
});
