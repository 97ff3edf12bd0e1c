import { describe, expect, it } from "vitest";
import cost from "../../models/nested/cost/cost.ts";
import { depthOf } from "../../models/nested/cost/memory-use.ts";
import { fullUnmap } from "../../models/nested/designs/full-unmap.ts";
import { mapleV2 } from "../../models/nested/designs/maple-v2.ts";
import { rbTree2024 } from "../../models/nested/designs/rb-tree-2024.ts";
import type { NestedDesign } from "../../models/nested/reverse-map.ts";
import type { Crossover, CrossoverKind, Machine } from "../../src/cost/cost-model.ts";
import { crossoverOf } from "../../src/cost/crossover.ts";
import type { Rivals } from "../../src/cost/crossover.ts";
import { countsOf, growthOf } from "../../src/cost/measure.ts";
import { Random } from "../../src/core/random.ts";

const machine: Machine = { granule: "4K", bits: 48 };
const { crossover } = cost;
const PLACES = 24;

/** A guest of 24 places of two pages each, on a machine whose walk takes 16 steps. */
const few: CrossoverKind = {
  name: "few",
  heading: "few",
  title: "few",
  places: () => PLACES,
  sizeOf: (_machine, _gib, troubled) => [PLACES, 2, troubled, 16],
};

function rivalsOf(design: NestedDesign): Rivals {
  const growth = (one: NestedDesign) => growthOf(crossover.workload, one, machine, 1);
  return { design: growth(design), baseline: growth(fullUnmap) };
}

/** The average cost of an event anywhere in the guest, with so many troubled places, from one execution. */
function executed(design: NestedDesign, troubled: number): number {
  const at = [PLACES, 2, troubled, 16];
  const counts = countsOf(crossover.workload.experiment(design, machine, at, new Random(1)));
  return (troubled * crossover.hit(counts) + (PLACES - troubled) * crossover.miss(counts)) / PLACES;
}

it("is where executions first cost no less than the baseline's", () => {
  const troubled = crossoverOf(crossover, few, rivalsOf(mapleV2), machine, 1)!;
  expect(troubled).toBeGreaterThan(2);
  expect(troubled).toBeLessThan(PLACES - 2);
  // Two troubled and two others at least are wanted by the workload.
  for (let places = 2; places <= PLACES - 2; places++) {
    expect([places, executed(mapleV2, places) >= executed(fullUnmap, places)]).toEqual([places, places >= troubled]);
  }
});

it("is never where no notifier makes a design unmap everything", () => {
  expect(crossoverOf(crossover, few, rivalsOf(rbTree2024), machine, 1)).toBeNull();
});

it("comes with the first troubled place where one spoils all, and with none where a design is worse anyway", () => {
  const flat: Crossover = { ...crossover, workload: { ...crossover.workload, name: "flat" } } as Crossover;
  const growth = { laws: new Map(), refuted: new Map(), executed: [] };
  const baseline = { ...growth, laws: growthOf(crossover.workload, fullUnmap, machine, 1).laws };
  const costs = (hit: number, miss: number): Crossover => ({
    ...flat,
    hit: (counts) => (Object.keys(counts).length > 0 ? 10 : hit),
    miss: (counts) => (Object.keys(counts).length > 0 ? 10 : miss),
  });
  const solved = (hit: number, miss: number) =>
    crossoverOf(costs(hit, miss), few, { design: growth, baseline }, machine, 1);
  expect([solved(10_000, 9), solved(10, 9), solved(9, 9), solved(5, 11), solved(10, 10)]).toEqual([
    1,
    PLACES,
    null,
    null,
    0,
  ]);
});

describe("depth of a tree", () => {
  it.each([
    ["maple nested_revmap_mt[0]", 0, 1],
    ["maple nested_revmap_mt[0]", 14, 1],
    ["maple nested_revmap_mt[0]", 15, 2],
    ["maple nested_revmap_mt[0]", 16_777_216, 8],
    ["tree nested_mapipa_root[0]", 1, 1],
    ["tree nested_mapipa_root[0]", 7, 3],
    ["tree nested_mapipa_root[0]", 8, 4],
    ["tree nested_mapipa_root[0]", 16_777_216, 25],
  ])("%s with %i entries: %i", (structure, entries, depth) => {
    expect(depthOf(structure, entries)).toBe(depth);
  });
});
