import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstUncovered, type ReverseEntry, uncovered } from "../../../models/stage2/coverage.ts";
import { unsound } from "../../../models/stage2/reach.ts";
import { targetedUnmap } from "../../../models/stage2/unmap.ts";
import { RW } from "../../../models/stage2/perm.ts";
import * as arbitrary from "./arbitraries.ts";

const leaf = { n: 20, c: 8, len: 4, pa: 64, perm: RW, tag: 4 };
const precise = (start: number, size: number, nested: number): ReverseEntry => ({ start, size, nested });
const unknown = (start: number, size: number): ReverseEntry => ({ start, size, nested: null });

describe("a leaf is covered by", () => {
  test.each<[string, ReverseEntry[]]>([
    ["one entry of its own", [precise(8, 4, 20)]],
    ["a longer entry that moves it alike", [precise(4, 12, 16)]],
    ["an unknown range", [unknown(0, 16)]],
    ["a chain of pages, in any order", [precise(11, 1, 23), precise(9, 1, 21), precise(8, 1, 20), precise(10, 1, 22)]],
    ["a chain of both kinds", [precise(8, 2, 20), unknown(10, 4)]],
    ["entries that overlap, foreign ones beside", [precise(8, 4, 0), precise(8, 3, 20), precise(9, 3, 21)]],
  ])("%s", (_, entries) => expect(firstUncovered(leaf, entries)).toBeNull());
});

describe("a leaf is uncovered", () => {
  test.each<[string, ReverseEntry[], number]>([
    ["by no entry", [], 8],
    ["from the hole in a chain on", [precise(8, 1, 20), precise(10, 2, 22)], 9],
    ["at its end", [precise(8, 3, 20)], 11],
    ["where the entry leads to another nested address", [precise(8, 2, 20), precise(10, 2, 0)], 10],
    ["by an entry keyed as if the block began at the page that faulted", [precise(9, 4, 21)], 8],
    ["by an empty entry", [precise(8, 0, 20)], 8],
  ])("%s", (_, entries, address) => expect(firstUncovered(leaf, entries)).toBe(address));

  test("and the sentence says which and where", () => {
    expect(uncovered([leaf], [precise(8, 1, 20)])).toBe(
      "nested 0x14+0x4 -> canonical 0x8 -> frame 0x40 rw-- tag 0x4: no entry covers canonical 0x9",
    );
    expect(uncovered([leaf], [precise(8, 4, 20)])).toBeNull();
  });
});

const entry: fc.Arbitrary<ReverseEntry> = fc
  .tuple(arbitrary.canonicalRange, fc.option(fc.nat(31), { nil: null }))
  .map(([range, nested]) => ({ ...range, nested }));

test("the chain is that of the definition, address by address", () => {
  fc.assert(
    fc.property(arbitrary.leaf, fc.array(entry, { maxLength: 6 }), (one, entries) => {
      const fits = ({ start, size, nested }: ReverseEntry, c: number) =>
        start <= c && c < start + size && (nested === null || nested - start === one.n - one.c);
      const addresses = Array.from({ length: one.len }, (_, i) => one.c + i);
      const hole = addresses.find((c) => !entries.some((candidate) => fits(candidate, c)));
      expect(firstUncovered(one, entries)).toBe(hole ?? null);
    }),
  );
});

const mixed = fc.tuple(arbitrary.leaves, fc.array(entry, { maxLength: 3 }), fc.infiniteStream(fc.nat(3)));

test("coverage implies soundness of the targeted unmap", () => {
  fc.assert(
    fc.property(mixed, arbitrary.canonicalRange, ([leaves, extra, picks], range) => {
      const own = leaves.filter(() => picks.next().value !== 0).map((l) => precise(l.c, l.len, l.n));
      const entries = [...own, ...extra];
      const covered = leaves.filter((one) => firstUncovered(one, entries) === null);
      expect(unsound(targetedUnmap(covered, entries, range), range)).toBeNull();
    }),
  );
});

test("without coverage some range survives its unmap", () => {
  fc.assert(
    fc.property(arbitrary.leaf, fc.array(entry, { maxLength: 3 }), (one, entries) => {
      const address = firstUncovered(one, entries);
      if (address === null) return;
      const range = { start: address, size: 1 };
      const wide = targetedUnmap([one], entries, range);
      const byChance = entries.some(
        ({ start, size, nested }) => nested !== null && start <= address && address < start + size,
      );
      if (!byChance) expect(unsound(wide, range)).not.toBeNull();
    }),
  );
});
