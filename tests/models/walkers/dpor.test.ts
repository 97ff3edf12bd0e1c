import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { arbitraryOf } from "../../../src/scenario/arbitrary.ts";
import { programOf } from "../../../src/scenario/program.ts";
import { dpor } from "../../../src/strategies/dpor.ts";
import { modelNamed } from "./look.ts";

const rows = ["walkers", "aging", "tlb-vmid", "pkvm", "vmid"].flatMap((name) => {
  const { model } = modelNamed(name);
  return model.designs.map((design) => [design.name, model, design] as const);
});

// A path that cannot be followed again means that an op depends on something it does not tell.
describe.each(rows)("%s", (_name, model, design) => {
  test("ops tell all that they depend on", { timeout: 30_000 }, () => {
    const diverged = fc.sample(arbitraryOf(model), { seed: 1, numRuns: 25 }).filter((scenario) => {
      const execution = new Execution(programOf(model, scenario, design, []));
      return explore(execution, dpor(), { runs: 80 }).outcomes.diverged > 0;
    });
    expect(diverged).toEqual([]);
  });
});
