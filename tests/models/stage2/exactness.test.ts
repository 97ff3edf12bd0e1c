import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDifferences } from "../../../models/stage2/diff.ts";
import { exactness } from "../../../models/stage2/exactness.ts";
import type { IpaRange } from "../../../models/stage2/interval.ts";
import type { Leaf, Leaves } from "../../../models/stage2/leaf.ts";
import { R, RW } from "../../../models/stage2/perm.ts";
import { mustGo } from "../../../models/stage2/reach.ts";
import { targetedUnmap, unmapCanonical } from "../../../models/stage2/unmap.ts";
import * as arbitrary from "./arbitraries.ts";

const page = (n: number, c: number): Leaf => ({ n, c, len: 1, pa: 64 + c, perm: RW, tag: 1 });
const judge = (before: Leaves, after: Leaves, range: IpaRange, forgiven?: number) =>
  exactness("shadow 0", before, after, range, forgiven);
const exact = { missed: [], excess: [] };

test("removing exactly what had to go differs in nothing", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.canonicalRange, (leaves, range) => {
      expect(judge(leaves, unmapCanonical(leaves, range), range)).toEqual(exact);
    }),
  );
});

test("every leaf that stays is missed, every other that goes is excess", () => {
  fc.assert(
    fc.property(arbitrary.leaves, arbitrary.canonicalRange, fc.infiniteStream(fc.boolean()), (leaves, range, keep) => {
      const after = leaves.filter(() => keep.next().value);
      const due = new Set(mustGo(leaves, range));
      const verdict = judge(leaves, after, range);
      const paths = (some: Leaves) => some.map(({ n }) => `shadow 0[0x${n.toString(16)}]`);
      expect(verdict.missed.map(({ path }) => path)).toEqual(paths(after.filter((leaf) => due.has(leaf))));
      const lost = leaves.filter((leaf) => !after.includes(leaf) && !due.has(leaf));
      expect(verdict.excess.map(({ path }) => path)).toEqual(paths(lost));
    }),
  );
});

describe("mutants of the targeted unmap", () => {
  const alias = [page(1, 3), page(9, 3), page(10, 4)];
  const range = { start: 3, size: 1 };

  test("one that discards the second of two aliases misses it", () => {
    const { missed, excess } = judge(alias, targetedUnmap(alias, [{ start: 3, size: 1, nested: 1 }], range), range);
    const text = "nested 0x9 -> canonical 0x3 -> frame 0x43 rw-- tag 0x1";
    expect(missed).toEqual([{ path: "shadow 0[0x9]", before: text, after: text }]);
    expect(excess).toEqual([]);
  });

  test("one that falls back to a full unmap takes too much", () => {
    expect(formatDifferences(judge(alias, [], range).excess)).toBe(
      "shadow 0[0xa]: nested 0xa -> canonical 0x4 -> frame 0x44 rw-- tag 0x1, then nothing",
    );
  });

  test("one that unmaps canonical addresses as if they were nested does both wrong", () => {
    const shadow = [page(3, 9), page(9, 3)];
    const { missed, excess } = judge(shadow, [page(9, 3)], range);
    expect([missed.length, excess.length]).toEqual([1, 1]);
  });

  test("one that lets a leaf come back over the range while it works misses it", () => {
    expect(judge([], [page(5, 3)], range).missed).toMatchObject([{ path: "shadow 0[0x5]", before: "nothing" }]);
  });
});

test("rights may change meanwhile, frames may not", () => {
  const leaf = page(1, 5);
  const range = { start: 3, size: 1 };
  expect(judge([leaf], [{ ...leaf, perm: R }], range)).toEqual(exact);
  expect(judge([leaf], [{ ...leaf, pa: 99 }], range).excess).toHaveLength(1);
});

test("a leaf of the same nested block may go too when blocks are forgiven, one of the next block may not", () => {
  const shadow = [page(3, 12), page(4, 8), page(5, 9), page(7, 11)];
  const range = { start: 9, size: 1 };
  const excess = (after: Leaves, forgiven: number) =>
    judge(shadow, after, range, forgiven).excess.map(({ path }) => path);
  expect(excess([page(3, 12)], 1)).toEqual(["shadow 0[0x4]", "shadow 0[0x7]"]);
  expect(excess([page(3, 12)], 4)).toEqual([]);
  expect(excess([], 4)).toEqual(["shadow 0[0x3]"]);
});
