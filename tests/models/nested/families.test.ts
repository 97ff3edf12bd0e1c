import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkedLeaves } from "../../../models/nested/designs/linked-leaves.ts";
import { noSteps } from "../../../models/nested/designs/no-steps.ts";
import { rbTree2024 } from "../../../models/nested/designs/rb-tree-2024.ts";
import type { MapipaTree } from "../../../models/nested/designs/rb-tree/state.ts";
import { nested } from "../../../models/nested/model.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { ShadowMmu } from "../../../models/nested/state.ts";
import { loadCatalogue } from "../../../src/check/catalogue.ts";
import { PORTFOLIO, stagesOf } from "../../../src/check/plan.ts";
import { search } from "../../../src/check/search.ts";
import { PROPERTIES } from "../../../src/cli/folders.ts";
import type { Task } from "../../../src/core/task.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { arbitraryOf } from "../../../src/scenario/arbitrary.ts";
import { programOf } from "../../../src/scenario/program.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { pos } from "../../../src/strategies/pos.ts";
import { inFamily } from "../../properties/in-family.ts";
import { mutated } from "./scenarios.ts";

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

const { properties } = await loadCatalogue(PROPERTIES);

function breaks(family: string, design: NestedDesign, name: string, to: number): boolean {
  const judged = properties.filter(({ model, name: own }) => model.name === "nested" && own === name);
  const model = inFamily(judged[0]!.model, family);
  const options = { model, design, properties: judged, unclaimed: new Set<string>(), seed: 1, from: 0, to };
  return search({ ...options, stages: stagesOf(PORTFOLIO) }).found.length > 0;
}

const mended = rbTree2024.mend(rbTree2024.flaws.map(({ id }) => id)) as NestedDesign;

/** The first of several unmaps of everything to end tells that the records are complete. */
const firstToEnd: NestedDesign = {
  ...mended,
  reverse_map: {
    ...mended.reverse_map,
    cleared(_kvm, mmu) {
      const { revmap } = mmu as ShadowMmu<MapipaTree>;
      revmap.full_unmaps--;
      revmap.untracked = false;
      return noSteps();
    },
  },
};

function* notMade(): Task<number> {
  yield* noSteps();
  return 0;
}

/** Heads of a slot that is made again are those of the array that was freed. */
const oldHeads: NestedDesign = {
  ...linkedLeaves,
  reverse_map: { ...linkedLeaves.reverse_map, memslot_made: notMade },
};

describe("what scenarios of a family are there for breaks in them", () => {
  test.each<readonly [string, string, NestedDesign, string, number]>([
    ["tlbis", "records that count as complete too early", firstToEnd, "coverage", 400],
    ["memslots", "heads of a slot before", oldHeads, "use-after-free", 60],
    ["memslots", "a moved slot's page looked for where it was", mutated("hva-is-gfn"), "composition", 60],
    ["dirty-log", "a log that leaves the canonical table writable", mutated("canonical-writable"), "dirty-log", 60],
    ["dirty-log", "a log that protects nothing", mutated("no-protect-at-get"), "dirty-log", 60],
  ])("%s: %s", (family, _title, design, property, to) => {
    expect(breaks(family, design, property, to)).toBe(true);
  });
});
