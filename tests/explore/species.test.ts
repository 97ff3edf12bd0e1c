import { expect, test } from "vitest";
import { Species } from "../../src/explore/species.ts";

function speciesOf(...runs: readonly (readonly number[])[]): Species {
  const species = new Species();
  for (const run of runs) {
    run.forEach((one) => species.add(one));
    species.nextRun();
  }
  return species;
}

test("one species a run: those seen once, over all runs (Good 1953)", () => {
  expect(new Species().chanceOfNew).toBe(1);
  expect(speciesOf([1], [2], [3], [1]).chanceOfNew).toBe(2 / 4);
  expect(speciesOf([1], [1], [1]).chanceOfNew).toBe(0);
  expect(speciesOf([1], [2], [3], [1]).count).toBe(3);
});

test("several species a run: a run counts once if any of them is its own", () => {
  expect(speciesOf([1, 2, 3], [4, 5], [4]).chanceOfNew).toBe(2 / 3);
  expect(speciesOf([1, 2], [2, 3], [3, 1]).chanceOfNew).toBe(0);
});

test("twice in one run is once", () => {
  expect(speciesOf([1, 1], [2, 2, 2], [2]).chanceOfNew).toBe(1 / 3);
});
