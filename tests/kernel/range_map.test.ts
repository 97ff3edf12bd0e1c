import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EEXIST } from "../../src/kernel/errno.ts";
import { numberIndices, ulongIndices } from "../../src/kernel/index_space.ts";
import { eraseAt, eraseEach, insertError, load, mtFind, next, prev } from "../../src/kernel/maple_rules.ts";
import { EMPTY, findBack, findFrom, overlapping, storeRange, walk } from "../../src/kernel/range_map.ts";
import type { Range, RangeMap } from "../../src/kernel/range_map.ts";
import { NULL, XA_ZERO_ENTRY } from "../../src/kernel/xa_entry.ts";
import { noCells, runs, storeCells } from "./cell_array.ts";

const MAX = 11;
const space = numberIndices(MAX);
const indices = Array.from({ length: MAX + 1 }, (_, index) => index);
const spans = indices.flatMap((first) => indices.slice(first).map((last) => ({ first, last })));

interface Store {
  readonly span: { readonly first: number; readonly last: number };
  readonly entry: bigint;
}

const storeArb: fc.Arbitrary<Store> = fc.record({
  span: fc.constantFrom(...spans),
  entry: fc.constantFrom(NULL, 1n, 3n, 0x1000n, XA_ZERO_ENTRY),
});
const storesArb = fc.array(storeArb, { maxLength: 12 });
const parameters = { seed: 734, numRuns: 200 };

function storeAll(stores: readonly Store[]): RangeMap<number> {
  return stores.reduce<RangeMap<number>>(
    (map, { span, entry }) => storeRange(space, map, span.first, span.last, entry),
    EMPTY,
  );
}

/** Calls `check` with maps and with the runs, gaps included, that one cell per index says they consist of. */
function forMaps(check: (map: RangeMap<number>, expected: Range<number>[]) => void): void {
  const property = fc.property(storesArb, (stores) => {
    const cells = stores.reduce((array, { span, entry }, i) => storeCells(array, span, entry, i + 1), noCells(MAX + 1));
    check(storeAll(stores), runs(cells));
  });
  fc.assert(property, parameters);
}

function isOver({ first, last }: { first: number; last: number }) {
  return (range: Range<number>) => range.entry !== NULL && range.first <= last && first <= range.last;
}

describe("the same as one cell per index", () => {
  test("what is stored", () => {
    forMaps((map, expected) => expect(map).toEqual(expected.filter(isOver({ first: 0, last: MAX }))));
  });

  test("what an index holds", () => {
    forMaps((map, expected) => {
      for (const index of indices) {
        const range = expected.find(({ first, last }) => first <= index && index <= last);
        expect(walk(space, map, index)).toEqual(range);
        expect(load(map, index)).toBe(range?.entry === XA_ZERO_ENTRY ? NULL : range?.entry);
      }
    });
  });

  test("what overlaps a span", () => {
    forMaps((map, expected) => {
      for (const span of spans) {
        const hits = expected.filter(isOver(span));
        const first = hits.at(0) ?? null;
        const last = hits.at(-1) ?? null;
        expect(overlapping(map, span.first, span.last)).toEqual(hits);
        expect(findFrom(map, span.first, span.last)).toEqual(first);
        expect(findBack(map, span.last, span.first)).toEqual(last);
        expect(next(space, map, span.last, span.first)).toBeNull();
        expect(prev(space, map, span.first, span.last)).toBeNull();
        if (span.first > 0) {
          expect(next(space, map, span.first - 1, span.last)).toEqual(first);
          expect(findFrom(map, span.last, span.first - 1)).toBeNull();
        }
        if (span.last < MAX) {
          expect(prev(space, map, span.last + 1, span.first)).toEqual(last);
          expect(findBack(map, span.first, span.last + 1)).toBeNull();
        }
      }
    });
  });

  test("mt_find skips zero entries and wraps after the last index", () => {
    forMaps((map, expected) => {
      for (const span of spans) {
        const hit = expected.filter(isOver(span)).find(({ entry }) => entry !== XA_ZERO_ENTRY);
        expect(mtFind(space, map, span.first, span.last)).toEqual(
          hit === undefined
            ? { entry: NULL, index: span.first }
            : { entry: hit.entry, index: hit.last === MAX ? 0 : hit.last + 1 },
        );
      }
    });
  });

  test("what an erase leaves", () => {
    forMaps((map, expected) => {
      const stored = expected.filter(isOver({ first: 0, last: MAX }));
      for (const span of spans) {
        const hits = stored.filter(isOver(span));
        const left = stored.filter((range) => !hits.includes(range));
        expect(eraseEach(map, span.first, span.last)).toEqual({ map: left, erased: hits });
        if (span.first === span.last) {
          expect(eraseAt(space, map, span.first)).toEqual({ map: left, erased: hits.at(0) ?? null });
        }
      }
    });
  });

  test("what an insert runs into, but for the insert over all indices", () => {
    forMaps((map, expected) => {
      for (const span of spans.filter(({ first, last }) => last - first < MAX)) {
        expect(insertError(space, map, span.first, span.last)).toBe(expected.some(isOver(span)) ? -EEXIST : 0);
      }
    });
  });
});

describe("an insert over all indices", () => {
  test.each([
    { stored: [], err: 0 },
    { stored: [{ first: 1, last: 1, entry: 5n }], err: 0 },
    { stored: [{ first: 0, last: 1, entry: 5n }], err: 0 },
    { stored: [{ first: 0, last: 0, entry: 5n }], err: -EEXIST },
    { stored: [{ first: 0, last: 0, entry: XA_ZERO_ENTRY }], err: 0 },
    { stored: [{ first: 0, last: MAX, entry: 5n }], err: -EEXIST },
    {
      stored: [
        { first: 0, last: 0, entry: 5n },
        { first: 9, last: 9, entry: 5n },
      ],
      err: 0,
    },
  ])("answers $err when $stored is there", ({ stored, err }) => {
    expect(insertError(space, stored, 0, MAX)).toBe(err);
  });
});

test("an older map stays as it was, and a newer one shares the ranges that were not cut", () => {
  fc.assert(
    fc.property(storesArb, storeArb, (stores, { span, entry }) => {
      const older = Object.freeze(storeAll(stores).map((range) => Object.freeze(range)));
      const before = structuredClone(older);
      const newer = storeRange(space, older, span.first, span.last, entry);
      expect(older).toEqual(before);
      for (const range of older.filter(({ first, last }) => last < span.first || span.last < first)) {
        expect(newer).toContain(range);
      }
    }),
    parameters,
  );
});

test("the order of stores to disjoint spans does not matter", () => {
  fc.assert(
    fc.property(storesArb, storeArb, storeArb, (stores, a, b) => {
      fc.pre(a.span.last < b.span.first);
      expect(storeAll([...stores, a, b])).toEqual(storeAll([...stores, b, a]));
    }),
    parameters,
  );
});

test("bigint and number indices agree", () => {
  fc.assert(
    fc.property(storesArb, (stores) => {
      const wide = stores.reduce<RangeMap<bigint>>(
        (map, { span, entry }) => storeRange(ulongIndices, map, BigInt(span.first), BigInt(span.last), entry),
        EMPTY,
      );
      const narrow = wide.map(({ first, last, entry }) => ({ first: Number(first), last: Number(last), entry }));
      expect(narrow).toEqual(storeAll(stores));
    }),
    parameters,
  );
});

test.each([
  { first: 3, last: 2 },
  { first: -1, last: 2 },
  { first: 0, last: MAX + 1 },
  { first: Number.NaN, last: 2 },
])("refuses to store over [$first, $last] in one sentence", ({ first, last }) => {
  expect(() => storeRange(space, EMPTY, first, last, 1n)).toThrow(
    `cannot store over [${first}, ${last}]: first must not be above last, and both must be in 0..11`,
  );
});

test.each([-1, 1.5, 2 ** 53, Number.NaN])("refuses %s as the largest number index", (max) => {
  expect(() => numberIndices(max)).toThrow(`numberIndices(${max}): the largest index must be an integer`);
});
