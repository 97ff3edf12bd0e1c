import { expect, test } from "vitest";
import { chanceOfNew } from "../../src/explore/chance.ts";
import { Species } from "../../src/explore/species.ts";

function speciesOf(...runs: readonly (readonly number[])[]): Species {
  const species = new Species();
  for (const run of runs) {
    species.beginRun(true);
    run.forEach((one) => species.add(one));
  }
  return species;
}

const estimateOf = (species: Species): number | undefined => chanceOfNew(species.tally)?.estimate;

test("one species a run: those seen once, over all runs (Good 1953)", () => {
  expect(estimateOf(speciesOf([1], [2], [3], [1]))).toBe(2 / 4);
  expect(estimateOf(speciesOf([1], [1], [1]))).toBe(0);
  expect(speciesOf([1], [2], [3], [1]).tally.species).toBe(3);
});

test("several species a run: a run counts once if any of them is its own", () => {
  expect(estimateOf(speciesOf([1, 2, 3], [4, 5], [4]))).toBe(2 / 3);
  expect(estimateOf(speciesOf([1, 2], [2, 3], [3, 1]))).toBe(0);
});

test("twice in one run is once", () => {
  expect(estimateOf(speciesOf([1, 1], [2, 2, 2], [2]))).toBe(1 / 3);
  expect(speciesOf([1], [1, 1, 1]).tally).toEqual({ species: 1, drawn: 2, own: 0, nearlyOwn: 2 });
});

test("runs that would stand alone without one other", () => {
  expect(speciesOf([1], [1], [2], [3], [3], [3]).tally).toEqual({ species: 3, drawn: 6, own: 1, nearlyOwn: 2 });
  // The first is alone with 2 already.
  expect(speciesOf([1, 2], [1]).tally).toEqual({ species: 2, drawn: 2, own: 1, nearlyOwn: 1 });
});

test("what was enumerated is known, and no run of the sample", () => {
  const species = new Species();
  species.beginRun(true);
  species.add(1);
  species.add(2);
  species.beginRun(false);
  species.add(2);
  species.add(3);
  species.beginRun(true);
  species.add(3);
  expect(species.tally).toEqual({ species: 3, drawn: 2, own: 1, nearlyOwn: 0 });
});

test("nothing is said without a sample", () => {
  expect(chanceOfNew(new Species().tally)).toBe(null);
});

test("with nothing alone, the bound is that of the rule of three; it is never above 1", () => {
  expect(chanceOfNew({ species: 9, drawn: 300, own: 0, nearlyOwn: 0 })).toEqual({ estimate: 0, bound: 0.01 });
  expect(chanceOfNew({ species: 9, drawn: 2, own: 0, nearlyOwn: 0 })?.bound).toBe(1);
});

test("in parts, whatever they are, as in one piece", () => {
  const runs = [[1, 2], [3], [2, 4], [5], [3], [5, 6], [5], [7], [6, 7], [8]];
  for (let at = 0; at <= runs.length; at++) {
    const joined = new Species();
    joined.join(speciesOf(...runs.slice(0, at)).data);
    joined.join(speciesOf(...runs.slice(at)).data);
    expect(joined.tally).toEqual(speciesOf(...runs).tally);
  }
});
