import { expect, test } from "vitest";
import { fullUnmap } from "../../models/nested/designs/full-unmap.ts";
import { mapleV1 } from "../../models/nested/designs/maple-v1.ts";
import { mapleV2Rcu } from "../../models/nested/designs/maple-v2-rcu.ts";
import { rbTree2024 } from "../../models/nested/designs/rb-tree-2024.ts";
import type { Mutant } from "../../models/nested/mutant.ts";
import type { NestedDesign } from "../../models/nested/reverse-map.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { search } from "../../src/check/search.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { strategyByName } from "../../src/strategies/by-name.ts";

const { properties } = await loadCatalogue(PROPERTIES);

const mutant = (name: Mutant): NestedDesign => ({ ...fullUnmap, name: `full-unmap, ${name}`, mutant: name });

/** What breaks each property, found in generated scenarios. */
const BROKEN_BY: Readonly<Record<string, readonly NestedDesign[]>> = {
  coverage: [mapleV1],
  encoding: [mapleV1],
  exactness: [fullUnmap, mapleV1],
  live: [mapleV1],
  lock: [mapleV1, rbTree2024],
  "no-fail": [mapleV1],
  "no-leak": [rbTree2024],
  "no-sleep": [mapleV1, mapleV2Rcu, rbTree2024],
  "no-yield": [mutant("always-yield")],
  precision: [fullUnmap],
  "seq-protocol": [mutant("no-retry"), mutant("late-sample")],
  soundness: [mutant("no-retry"), mutant("no-seq"), mutant("no-in-progress"), mutant("no-tlb-flush"), mapleV1],
  "use-after-free": [mapleV2Rcu],
};

const STAGES = [
  { strategy: (seed: number) => strategyByName("pos", seed)!, runs: 40 },
  { strategy: (seed: number) => strategyByName("pct:3", seed)!, runs: 40 },
];

function firstBreak(name: string, design: NestedDesign, to = 1_500): string {
  const judged = properties.filter((property) => property.name === name);
  const { model } = judged[0]!;
  const options = { model, design, properties: judged, unclaimed: new Set<string>(), seed: 1, from: 0, stages: STAGES };
  const { found } = search({ ...options, to });
  return found[0]?.property ?? "held";
}

/** Tried for properties that have no line above. */
const MUTANTS: readonly Mutant[] = [
  "no-retry",
  "late-sample",
  "no-seq",
  "no-tlb-flush",
  "always-yield",
  "skip-pending-unmap",
];

test.for(properties.map(({ name }) => name).filter((name) => !(name in BROKEN_BY)))(
  "%s is broken by some design or mutant",
  (name) => {
    const { model } = properties.find((property) => property.name === name)!;
    const candidates = model.name === "nested" ? [...model.designs, ...MUTANTS.map(mutant)] : model.designs;
    expect(candidates.some((design) => firstBreak(name, design as NestedDesign, 200) === name)).toBe(true);
  },
);

for (const [name, designs] of Object.entries(BROKEN_BY)) {
  for (const design of designs) {
    test(`${name} is broken by ${design.name}`, () => {
      expect(firstBreak(name, design)).toBe(name);
    });
  }
}
