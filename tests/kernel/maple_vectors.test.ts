import { describe, expect, test } from "vitest";
import type { Index } from "../../src/kernel/index_space.ts";
import { isSqueezable, squeezedCodec, ulongCodec } from "./maple_codecs.ts";
import type { Codec } from "./maple_codecs.ts";
import { kernelLike, replayLine } from "./maple_replay.ts";
import type { Mismatch } from "./maple_replay.ts";
import { readMapleVectors } from "./maple_vector_file.ts";
import type { MapleLine, MapleOp } from "./maple_vector_file.ts";

/**
 * Compared after every op: the recorded result, and every range with its entry. Not compared: tree heights, and which ops
 * run out of memory (both follow from the node layout; -ENOMEM is taken from the recording and must change nothing).
 * Of mas.index and mas.last after a store of NULL each may be the end of what was erased or of the gap it left, for the
 * same reason; the erased range itself is compared through its entry and the ranges that remain.
 */
const lines = readMapleVectors();

function replay<I extends Index>(chosen: MapleLine[], codec: Codec<I>) {
  const ops: Record<string, number> = {};
  const count = ({ op }: MapleOp) => void (ops[op] = (ops[op] ?? 0) + 1);
  const mismatches = chosen
    .map((line) => replayLine(line, codec, kernelLike, count))
    .filter((mismatch): mismatch is Mismatch => mismatch !== null);
  return { mismatches, ops, total: Object.values(ops).reduce((sum, n) => sum + n, 0) };
}

describe("recordings of the kernel's maple tree", () => {
  test("the whole file replays on 64-bit indices", () => {
    const { mismatches, ops, total } = replay(lines, ulongCodec);
    expect(mismatches).toEqual([]);
    expect(lines).toHaveLength(353);
    expect(total).toBe(11_153);
    expect(ops).toEqual({
      store_range: 4692,
      insert_range: 935,
      mas_store_gfp: 663,
      store_prealloc: 435,
      store_pos: 213,
      erase: 773,
      mas_erase: 819,
      load: 509,
      for_each: 415,
      erase_each: 230,
      find: 536,
      find_rev: 187,
      next: 225,
      prev: 229,
      mt_find: 213,
      fill: 15,
      destroy: 64,
    });
  });

  test("what fits in 53 bits replays on number indices", () => {
    const chosen = lines.filter(isSqueezable);
    const { mismatches, total } = replay(chosen, squeezedCodec);
    expect(mismatches).toEqual([]);
    expect(chosen).toHaveLength(264);
    expect(total).toBe(7_981);
  });

  test("the quirks in the file are the one that insertError knows", () => {
    const quirks = lines.flatMap((line) => line.quirks.map(([op, kind]) => ({ line: line.id, op, kind })));
    expect(quirks).toEqual([{ line: 340, op: 1, kind: "insert-full-range-overwrites" }]);
  });
});
