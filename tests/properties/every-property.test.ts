import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadCatalogue, type AnyModel } from "../../src/check/catalogue.ts";
import { unclaimedOf } from "../../src/check/judge.ts";
import { search } from "../../src/check/search.ts";
import type { SearchResult } from "../../src/check/search.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import type { Design } from "../../src/scenario/model.ts";
import { inFamily } from "./in-family.ts";
import { pos } from "../../src/strategies/pos.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";

/** Whatever lies in properties/: nothing here names a property. */
const { properties } = await loadCatalogue(PROPERTIES);

const STAGES = [
  { strategy: () => preemptionBounded({ maxBound: 1 }), runs: 20 },
  { strategy: (seed: number) => pos({ seed }), runs: 40 },
];

/** A quick look at a design with all properties at once; `npm run check` is the thorough one. */
function glance(model: AnyModel, design: Design, to = 80): SearchResult {
  const own = properties.filter((property) => property.model.name === model.name);
  const unclaimed = unclaimedOf(model, own);
  return search({ model, design, properties: own, unclaimed, seed: 1, from: 0, to, stages: STAGES });
}

/** The same at scenarios of each family, of which a quick look at all would have few. */
function glanceAtFamilies(model: AnyModel): { readonly design: Design; readonly seen: SearchResult }[] {
  const [design] = model.designs;
  const families = Object.keys(model.families ?? {});
  return families.map((family) => ({ design: design!, seen: glance(inFamily(model, family), design!, 25) }));
}

const glances = new Map<AnyModel, { readonly design: Design; readonly seen: SearchResult }[]>();
// As long as it takes where the machine has other things to do.
beforeAll(() => {
  for (const { model } of properties) {
    if (!glances.has(model)) {
      const atDesigns = model.designs.map((design) => ({ design, seen: glance(model, design) }));
      glances.set(model, [...atDesigns, ...glanceAtFamilies(model)]);
    }
  }
}, 120_000);

it("every file holds one property", () => {
  const files = new Set(properties.map(({ name }) => `${name}.ts`));
  expect(readdirSync(PROPERTIES)).toEqual([...files]);
});

describe.each(properties)("$name", ({ name, model, exercised }) => {
  it("has its formal statement in the head comment", () => {
    expect(readFileSync(join(PROPERTIES, `${name}.ts`), "utf8")).toMatch(/^\/\*\*/);
  });

  it("is not broken where it is declared to hold", () => {
    const broken = glances.get(model)!.filter(({ seen }) => seen.found.some(({ property }) => property === name));
    const undeclared = broken.filter(({ design }) => !design.breaks.includes(name));
    expect(undeclared.map(({ design }) => design.name)).toEqual([]);
  });

  it("is exercised by generated scenarios", () => {
    const never = exercised.filter((what) => !glances.get(model)!.some(({ seen }) => seen.reached.has(what)));
    expect(never).toEqual([]);
  });

  it("is judged without trouble", () => {
    expect(glances.get(model)!.flatMap(({ seen }) => seen.halt?.reason ?? [])).toEqual([]);
  });
});
