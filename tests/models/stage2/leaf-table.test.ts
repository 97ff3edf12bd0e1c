import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tiny } from "../../../models/stage2/geometry.ts";
import { overlaps } from "../../../models/stage2/interval.ts";
import { formatLeaf, type Leaf, malformed } from "../../../models/stage2/leaf.ts";
import { findLeaf, mapLeaf, relaxPerms, unmapNested, writeProtect } from "../../../models/stage2/leaf-table.ts";
import { PX, R, RW, RWX, UX } from "../../../models/stage2/perm.ts";
import * as arbitrary from "./arbitraries.ts";

const block: Leaf = { n: 4, c: 8, len: 4, pa: 64, perm: RW, tag: 4 };
const page = (n: number): Leaf => ({ n, c: 4 + n, len: 1, pa: 60 + n, perm: R, tag: 1 });

describe("map", () => {
  test("a page inside a block drops the whole block and leaves only that page", () => {
    expect(mapLeaf([page(1), block, page(9)], page(6)).leaves).toEqual([page(1), page(6), page(9)]);
  });

  test("a block over pages replaces them, and only them", () => {
    expect(mapLeaf([page(3), page(4), page(7), page(8)], block).leaves).toEqual([page(3), block, page(8)]);
  });

  test("the same entry again is -EAGAIN, also where only rights or the canonical address differ", () => {
    for (const again of [block, { ...block, perm: R }, { ...block, perm: RWX }, { ...block, c: 0 }]) {
      const table = [block];
      expect(mapLeaf(table, again)).toEqual({ err: -11, leaves: table });
    }
  });

  test("another frame, or another tag, replaces the entry", () => {
    for (const other of [
      { ...block, pa: 72 },
      { ...block, tag: 8 },
    ]) {
      expect(mapLeaf([block], other)).toEqual({ err: 0, leaves: [other] });
    }
  });

  test("the result is a table: ascending, disjoint, with the new leaf and every leaf it does not touch", () => {
    fc.assert(
      fc.property(arbitrary.leaves, arbitrary.leaf, (table, leaf) => {
        const { err, leaves } = mapLeaf(table, leaf);
        leaves.reduce((end, { n, len }) => {
          expect(n).toBeGreaterThanOrEqual(end);
          return n + len;
        }, 0);
        const range = { start: leaf.n, size: leaf.len };
        if (err === 0) expect(findLeaf(leaves, leaf.n)).toBe(leaf);
        const apart = table.filter(({ n, len }) => !overlaps(n, len, range));
        expect(leaves.filter(({ n, len }) => !overlaps(n, len, range))).toEqual(apart);
      }),
    );
  });
});

describe("attributes", () => {
  test("relaxing adds rights to the leaf found, whatever its size", () => {
    expect(relaxPerms([page(1), block], 6, RWX).leaves).toEqual([page(1), { ...block, perm: RWX }]);
    expect(relaxPerms([block], 6, 0).leaves).toEqual([block]);
  });

  test("an execute right replaces the other one", () => {
    const executable = { ...page(1), perm: R | PX };
    expect(relaxPerms([executable], 1, UX).leaves).toEqual([{ ...executable, perm: R | UX }]);
  });

  test("relaxing where there is no leaf is -EAGAIN", () => {
    expect(relaxPerms([block], 9, RW)).toEqual({ err: -11, leaves: [block] });
  });

  test("write protection covers the block it touches and skips holes", () => {
    const table = [{ ...page(1), perm: RW }, block];
    expect(writeProtect(table, { start: 2, size: 3 })).toEqual([table[0], { ...block, perm: R }]);
  });
});

test("clearing any page of a block clears the block", () => {
  for (let n = 4; n < 8; n++)
    expect(unmapNested([page(3), block, page(8)], { start: n, size: 1 })).toEqual([page(3), page(8)]);
});

test("a leaf is found by any address inside it and by none outside", () => {
  fc.assert(
    fc.property(arbitrary.leaves, fc.nat(31), (table, n) => {
      expect(findLeaf(table, n)).toBe(table.find((leaf) => leaf.n <= n && n < leaf.n + leaf.len) ?? null);
    }),
  );
});

test("a leaf that no table could hold is named with its field", () => {
  expect(malformed(block, tiny)).toBeNull();
  expect(malformed({ ...block, c: 9 }, tiny)).toBe(
    `${formatLeaf({ ...block, c: 9 })}: c 0x9 is not aligned to its length 0x4`,
  );
  expect(malformed({ ...block, pa: 66 }, tiny)).toContain("pa 0x42 is not aligned");
  expect(malformed({ ...block, len: 2 }, tiny)).toContain("no leaf of tiny is 0x2 long");
});
