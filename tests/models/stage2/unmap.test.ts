import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tiny, wholeNested } from "../../../models/stage2/geometry.ts";
import { endOf, type IpaRange, roundOut } from "../../../models/stage2/interval.ts";
import type { Leaf, Leaves } from "../../../models/stage2/leaf.ts";
import { unmapNested } from "../../../models/stage2/leaf-table.ts";
import { mustGo, unsound } from "../../../models/stage2/reach.ts";
import { chunkEnd, targetedUnmap, unmapCanonical } from "../../../models/stage2/unmap.ts";
import * as arbitrary from "./arbitraries.ts";

const union = (a: IpaRange, b: IpaRange): IpaRange => {
  const start = Math.min(a.start, b.start);
  return { start, size: Math.max(endOf(a), endOf(b)) - start };
};

const entryOf = (leaf: Leaf) => ({ start: leaf.c, size: leaf.len, nested: leaf.n });

const chunked = (leaves: Leaves, range: IpaRange): Leaves => {
  let left = leaves;
  for (let at = range.start; at < endOf(range);) {
    const end = chunkEnd(at, endOf(range), tiny);
    left = unmapNested(left, { start: at, size: end - at });
    at = end;
  }
  return left;
};

test("unmapping twice is unmapping once, nested or canonical", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.nestedRange, arbitrary.canonicalRange, (leaves, nested, canonical) => {
      const once = unmapNested(leaves, nested);
      expect(unmapNested(once, nested)).toEqual(once);
      const reached = unmapCanonical(leaves, canonical);
      expect(unmapCanonical(reached, canonical)).toEqual(reached);
    }),
  );
});

test("two unmaps remove together what the unmap of both ranges removes, and their order does not matter", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.nestedRange, arbitrary.nestedRange, (leaves, a, b) => {
      const inTurn = unmapNested(unmapNested(leaves, a), b);
      expect(unmapNested(unmapNested(leaves, b), a)).toEqual(inTurn);
      const gap = a.start > endOf(b) || b.start > endOf(a);
      if (!gap) expect(unmapNested(leaves, union(a, b))).toEqual(inTurn);
    }),
  );
});

test("unmapping a range rounded out to blocks removes at least as much, and nothing outside the rounded range", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.nestedRange, (leaves, range) => {
      const rounded = roundOut(range, 4);
      const left = new Set(unmapNested(leaves, rounded));
      for (const leaf of unmapNested(leaves, range)) {
        const inside = leaf.n >= rounded.start && leaf.n < endOf(rounded);
        expect(left.has(leaf)).toBe(!inside);
      }
    }),
  );
});

test("any chunking ends where the whole walk does", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.nestedRange, (leaves, range) => {
      expect(chunked(leaves, range)).toEqual(unmapNested(leaves, range));
    }),
  );
  fc.assert(
    fc.property(arbitrary.leaves, (leaves) => {
      expect(chunked(leaves, wholeNested(tiny))).toEqual([]);
    }),
  );
});

test("the exact unmap leaves nothing that reaches the range and everything that does not", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.canonicalRange, (leaves, range) => {
      const left = unmapCanonical(leaves, range);
      expect(unsound(left, range)).toBeNull();
      expect([...left, ...mustGo(leaves, range)].toSorted((a, b) => a.n - b.n)).toEqual(leaves);
    }),
  );
});

test("soundness names the leaf that an unmap missed", () => {
  const leaf = { n: 0, c: 3, len: 1, pa: 7, perm: 12, tag: 1 };
  const sentence = "nested 0x0 -> canonical 0x3 -> frame 0x7 rw-- tag 0x1 still reaches canonical 0x3";
  expect(unsound([leaf], { start: 3, size: 1 })).toBe(sentence);
  expect(unsound([leaf], { start: 4, size: 1 })).toBeNull();
});

test("a range that begins or ends inside a leaf takes the whole leaf", () => {
  const block = { n: 16, c: 8, len: 4, pa: 64, perm: 12, tag: 4 };
  const ranges = [
    { start: 7, size: 2 },
    { start: 9, size: 1 },
    { start: 11, size: 5 },
  ];
  for (const range of ranges) expect(unmapCanonical([block], range)).toEqual([]);
  for (const range of [
    { start: 4, size: 4 },
    { start: 12, size: 4 },
    { start: 9, size: 0 },
  ]) {
    expect(unmapCanonical([block], range)).toEqual([block]);
  }
});

test("entries of one leaf each make the targeted unmap the exact one", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.canonicalRange, (leaves, range) => {
      const left = targetedUnmap(leaves, leaves.map(entryOf), range);
      expect(left).toEqual(unmapCanonical(leaves, range));
    }),
  );
});

test("an entry that forgot its nested address empties the shadow, when the range meets it", () => {
  const leaf = { n: 0, c: 3, len: 1, pa: 7, perm: 12, tag: 1 };
  const entries = [{ start: 8, size: 4, nested: null }];
  expect(targetedUnmap([leaf], entries, { start: 9, size: 1 })).toEqual([]);
  expect(targetedUnmap([leaf], entries, { start: 3, size: 1 })).toEqual([leaf]);
});
