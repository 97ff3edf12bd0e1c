import { expect, test } from "vitest";
import { linkedLeaves } from "../../../models/nested/designs/linked-leaves.ts";
import { mapleV2 } from "../../../models/nested/designs/maple-v2.ts";
import { mapleV3 } from "../../../models/nested/designs/maple-v3.ts";
import { nested } from "../../../models/nested/model.ts";
import { loadCatalogue } from "../../../src/check/catalogue.ts";
import { search } from "../../../src/check/search.ts";
import { PROPERTIES } from "../../../src/cli/folders.ts";
import type { Design } from "../../../src/scenario/model.ts";
import { pos } from "../../../src/strategies/pos.ts";

const { properties } = await loadCatalogue(PROPERTIES);

// What these properties speak of is not in every design, so that their own `exercised` cannot ask for it.
test.for<readonly [string, string, Design]>([
  ["broken-flag", "a broken map is good again", mapleV2],
  ["broken-flag", "a broken map is good again", linkedLeaves],
  ["erase", "an allocation failed under mmu_lock W", mapleV2],
  ["two-trees", "both trees of a shadow have entries", mapleV3],
])("%s: %s", ([name, what, design]) => {
  const judged = properties.filter((property) => property.name === name);
  const stages = [{ strategy: (seed: number) => pos({ seed }), runs: 30 }];
  const options = { model: nested, design, properties: judged, unclaimed: new Set<string>(), seed: 1, stages };
  const { reached } = search({ ...options, from: 0, to: 60 } as unknown as Parameters<typeof search>[0]);
  expect(reached.get(what)).toBeGreaterThan(10);
});
