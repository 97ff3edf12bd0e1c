import fc from "fast-check";
import { expect, test } from "vitest";
import { nested } from "../../../models/nested/model.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { arbitraryOf } from "../../../src/scenario/arbitrary.ts";
import { programOf } from "../../../src/scenario/program.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { pos } from "../../../src/strategies/pos.ts";

const DESIGNS = nested.designs.filter(({ name }) => ["full-unmap", "baseline-2024", "linked-leaves"].includes(name));

/** What is left of a scenario as it shrinks: each task alone, and all but each. */
function shrunk({ settings, tasks }: Scenario): Scenario[] {
  const parts = tasks.flatMap((task) => [[task], tasks.filter((other) => other !== task)]);
  return parts.filter((part) => part.length > 0).map((part) => ({ settings, tasks: part }));
}

test.each(Object.keys(nested.families ?? {}))("parts of scenarios of the family %s run as well", (family) => {
  for (const scenario of fc.sample(arbitraryOf(nested, family), { seed: 5, numRuns: 8 }).flatMap(shrunk)) {
    for (const design of DESIGNS) {
      const execution = new Execution(programOf(nested, scenario, design, []), { stopAtViolation: false });
      expect(explore(execution, pos({ seed: 1 }), { runs: 3 }).halted).toBeNull();
    }
  }
});
