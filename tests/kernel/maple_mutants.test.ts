import { expect, test } from "vitest";
import { EEXIST, EINVAL } from "../../src/kernel/errno.ts";
import { ulongCodec } from "./maple_codecs.ts";
import { kernelLike, replayLine } from "./maple_replay.ts";
import type { MapleFunctions } from "./maple_replay.ts";
import { readMapleVectors } from "./maple_vector_file.ts";

const { storeRange, eraseAt, eraseEach, findFrom, findBack, mtFind, next, overlapping, prev, storeError, walk } =
  kernelLike;

/** Range maps that are almost the kernel's: the recordings have to tell each of them apart. */
const mutants: [name: string, differsFirstIn: string, wrong: Partial<MapleFunctions>][] = [
  [
    "merges equal neighbours",
    "store_range state",
    {
      storeRange: (space, map, first, last, entry) => {
        const right = map.find((range) => range.first === space.succ(last) && range.entry === entry);
        const left = map.find(
          (range) => range.last < first && space.succ(range.last) === first && range.entry === entry,
        );
        return storeRange(space, map, left?.first ?? first, right?.last ?? last, entry);
      },
    },
  ],
  [
    "does not split a range for an equal entry",
    "store_range state",
    {
      storeRange: (space, map, first, last, entry) =>
        map.some((range) => range.first <= first && last <= range.last && range.entry === entry)
          ? map
          : storeRange(space, map, first, last, entry),
    },
  ],
  [
    "drops the remainders of what a store cuts",
    "mas_store_gfp state",
    {
      storeRange: (space, map, first, last, entry) =>
        storeRange(space, eraseEach(map, first, last).map, first, last, entry),
    },
  ],
  [
    "takes NULL for a value",
    "store_range state",
    {
      storeRange: (space, map, first, last, entry) => storeRange(space, map, first, last, entry === 0n ? 1n : entry),
    },
  ],
  [
    "erases one index only",
    "mas_erase result",
    {
      eraseAt: (space, map, index) => ({
        map: storeRange(space, map, index, index, 0n),
        erased: eraseAt(space, map, index).erased,
      }),
    },
  ],
  [
    "leaves the cut ends when it erases each",
    "erase_each state",
    {
      eraseEach: (map, first, last) => ({
        map: map.filter((range) => range.first < first || range.last > last),
        erased: overlapping(map, first, last),
      }),
    },
  ],
  ["loads zero entries", "load result", { load: (map, index) => findFrom(map, index, index)?.entry ?? 0n }],
  [
    "stops mt_find at zero entries",
    "mt_find result",
    {
      mtFind: (space, map, index, max) => {
        const range = findFrom(map, index, max);
        return range === null ? { entry: 0n, index } : { entry: range.entry, index: space.succ(range.last) };
      },
    },
  ],
  [
    "goes on from the found range in mt_find",
    "mt_find result",
    {
      mtFind: (space, map, index, max) => {
        const found = mtFind(space, map, index, max);
        return { entry: found.entry, index: found.index === index ? index : space.pred(found.index) };
      },
    },
  ],
  [
    "trims what it visits",
    "for_each result",
    {
      overlapping: (map, first, last) =>
        overlapping(map, first, last).map((range) => ({
          first: range.first < first ? first : range.first,
          last: range.last > last ? last : range.last,
          entry: range.entry,
        })),
    },
  ],
  ["finds past max", "find result", { findFrom: (map, index) => map.find((range) => range.last >= index) ?? null }],
  [
    "finds only ranges that start in bounds",
    "find result",
    {
      findFrom: (map, index, max) => map.find((range) => range.first >= index && range.first <= max) ?? null,
    },
  ],
  [
    "finds below min",
    "find_rev result",
    { findBack: (map, index) => map.findLast((range) => range.first <= index) ?? null },
  ],
  [
    "finds only ranges that end in bounds",
    "find_rev result",
    {
      findBack: (map, index, min) => map.findLast((range) => range.last <= index && range.last >= min) ?? null,
    },
  ],
  ["goes past max with mas_next", "find result", { next: (space, map, last) => next(space, map, last, space.max) }],
  ["goes below min with mas_prev", "prev result", { prev: (space, map, first) => prev(space, map, first, space.zero) }],
  [
    "walks to one index of a gap",
    "next result",
    {
      walk: (space, map, index) =>
        findBack(map, index, index) === null ? { first: index, last: index, entry: 0n } : walk(space, map, index),
    },
  ],
  ["accepts reserved words", "store_range result", { storeError: (first, last) => (first > last ? -EINVAL : 0) }],
  [
    "refuses every reserved word, as documented",
    "store_range result",
    {
      storeError: (first, last, entry) => (first > last || (entry < 4096n && (entry & 3n) === 2n) ? -EINVAL : 0),
    },
  ],
  [
    "stores from last to first",
    "insert_range result",
    {
      storeError: (_first, _last, entry) => storeError(0, 0, entry),
      storeRange: (space, map, first, last, entry) =>
        first > last ? storeRange(space, map, last, first, entry) : storeRange(space, map, first, last, entry),
    },
  ],
  ["inserts over what is there", "insert_range result", { insertError: () => 0 }],
  [
    "inserts next to nothing only",
    "insert_range result",
    {
      insertError: (space, map, first, last) =>
        overlapping(map, first === space.zero ? first : space.pred(first), last).length > 0 ? -EEXIST : 0,
    },
  ],
];

const lines = readMapleVectors();

function firstMismatch(wrong: Partial<MapleFunctions>): string | undefined {
  for (const line of lines) {
    const mismatch = replayLine(line, ulongCodec, { ...kernelLike, ...wrong }, () => {});
    if (mismatch !== null) {
      return `${line.ops[mismatch.opIndex]?.op} ${mismatch.field}`;
    }
  }
  return undefined;
}

test.each(mutants)("a map that %s is told apart by its %s", (_name, differsFirstIn, wrong) => {
  expect(firstMismatch(wrong)).toBe(differsFirstIn);
});

test("an insert that keeps to its documentation differs where the file marks the quirk, and nowhere else", () => {
  const documented: Partial<MapleFunctions> = {
    insertError: (_space, map, first, last) => (overlapping(map, first, last).length > 0 ? -EEXIST : 0),
  };
  const mismatches = lines.map((line) => replayLine(line, ulongCodec, { ...kernelLike, ...documented }, () => {}));
  expect(mismatches.filter((mismatch) => mismatch !== null)).toEqual([
    {
      line: 340,
      opIndex: 1,
      op: '{"op":"insert_range","first":"0","last":"ffffffffffffffff","entry":"5"}',
      field: "result",
      expected: "0",
      got: "-17",
    },
  ]);
});
