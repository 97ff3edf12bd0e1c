import { expect, test } from "vitest";
import { replayLine } from "./replay.ts";
import type { Mismatch } from "./replay.ts";
import { readVectors } from "./vector-file.ts";

/**
 * Compared after every call: the answer, what is left in the cache, TLBIs, allocations and frees in order, cache maintenance in
 * order, warnings, every leaf with its attributes, every table with its number and reference count, annotations, tables that wait
 * for a grace period. Each line is one run of the engine, torn down at its end: a leak or a use after free is a mismatch too.
 */
function replay(file: Parameters<typeof readVectors>[0]) {
  const lines = readVectors(file);
  const mismatches: Mismatch[] = [];
  const counts: Record<string, number> = {};
  let [ops, steps] = [0, 0];
  for (const line of lines) {
    for (const { op } of line.ops) {
      counts[op] = (counts[op] ?? 0) + 1;
    }
    const replayed = replayLine(line);
    ops += replayed.ops;
    steps += replayed.steps;
    if (replayed.mismatch !== null) {
      mismatches.push(replayed.mismatch);
    }
  }
  return { lines: lines.length, mismatches, ops, steps, counts };
}

test("what one walker does at a time is what the kernel's code did", { timeout: 180_000 }, () => {
  const { mismatches, ...sizes } = replay("pgtable-vectors");
  expect(mismatches).toEqual([]);
  expect(sizes).toMatchInlineSnapshot(`
    {
      "counts": {
        "age": 592,
        "annotate": 106,
        "destroy": 313,
        "destroy_chunked": 199,
        "flush": 182,
        "get_leaf": 223,
        "grace": 713,
        "map": 4138,
        "mkyoung": 519,
        "relax": 638,
        "split": 789,
        "unmap": 1181,
        "unmap_chunked": 267,
        "wrprotect": 789,
      },
      "lines": 512,
      "ops": 10649,
      "steps": 28102021,
    }
  `);
});

test("what a walker does that loses a race is what the kernel's code did", { timeout: 180_000 }, () => {
  const { mismatches, ...sizes } = replay("pgtable-race-vectors");
  expect(mismatches).toEqual([]);
  expect(sizes).toMatchInlineSnapshot(`
    {
      "counts": {
        "age": 308,
        "annotate": 55,
        "destroy": 152,
        "destroy_chunked": 88,
        "flush": 98,
        "get_leaf": 140,
        "grace": 342,
        "lock": 394,
        "map": 2112,
        "mkyoung": 283,
        "relax": 376,
        "split": 428,
        "unlock": 394,
        "unmap": 590,
        "unmap_chunked": 153,
        "wrprotect": 397,
      },
      "lines": 240,
      "ops": 6310,
      "steps": 10782857,
    }
  `);
});
