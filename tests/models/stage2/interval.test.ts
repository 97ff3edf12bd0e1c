import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  alignDown,
  alignUp,
  contains,
  endOf,
  intersect,
  type IpaRange,
  isAligned,
  overlaps,
  roundOut,
  subtract,
} from "../../../models/stage2/interval.ts";

fc.configureGlobal({ seed: 1 });

const range: fc.Arbitrary<IpaRange> = fc.record({ start: fc.nat(40), size: fc.nat(12) });

const members = ({ start, size }: IpaRange): number[] => Array.from({ length: size }, (_, i) => start + i);

test("the set operations are those of the sets of addresses", () => {
  fc.assert(
    fc.property(range, range, (a, b) => {
      const inB = new Set(members(b));
      const common = members(a).filter((address) => inB.has(address));
      expect(overlaps(a.start, a.size, b)).toBe(common.length > 0);
      const both = intersect(a, b);
      expect(both === null ? [] : members(both)).toEqual(common);
      expect(subtract(a, b).flatMap(members)).toEqual(members(a).filter((address) => !inB.has(address)));
      if (a.size > 0) expect(contains(b, a.start, a.size)).toBe(common.length === a.size);
    }),
  );
});

test("rounding out gives the whole granules a range touches", () => {
  fc.assert(
    fc.property(range, fc.constantFrom(1, 4, 8), (a, granule) => {
      const out = roundOut(a, granule);
      const touched = new Set(members(a).map((address) => alignDown(address, granule)));
      expect(out.size).toBe(touched.size * granule);
      expect(isAligned(out.start, granule)).toBe(true);
      if (a.size > 0) expect(contains(out, a.start, a.size)).toBe(true);
    }),
  );
});

test("alignment stays exact at the top of a 52-bit space", () => {
  const last = 2 ** 52 - 1;
  expect(alignDown(last, 2 ** 30)).toBe(2 ** 52 - 2 ** 30);
  expect(alignUp(last, 4096)).toBe(2 ** 52);
  expect(endOf(roundOut({ start: last, size: 1 }, 2 ** 21))).toBe(2 ** 52);
});
