import { expect, test } from "vitest";
import type { Leaf, Leaves } from "../../../models/stage2/leaf.ts";
import { leavesOf, performed, readRecordings } from "./kernel-replay.ts";

/** Bad arguments (-EINVAL, -ERANGE) and an empty memory cache (-ENOMEM) are the environment's: the state is taken as is. */
const judged = (err: number | null | undefined): boolean => err === 0 || err === -11;

const recordings = readRecordings().filter(({ cfg }) => cfg.as_s1 === 0);

const sameLeaf = (a: Leaf, b: Leaf): boolean =>
  a.n === b.n && a.len === b.len && a.pa === b.pa && a.perm === b.perm && a.tag === b.tag;

const same = (a: Leaves, b: Leaves): boolean =>
  a.length === b.length && a.every((leaf, i) => b[i] !== undefined && sameLeaf(leaf, b[i]));

/** Performs each recorded operation on the state recorded before it, and names those that end elsewhere. */
function replay(perform: typeof performed, count = recordings.length) {
  const counts: Record<string, number> = {};
  const mismatches: string[] = [];
  for (const [index, { cfg, ops, results, states }] of recordings.slice(0, count).entries()) {
    let before: Leaves = [];
    for (const [i, op] of ops.entries()) {
      const state = states[i];
      const after = state ? leavesOf(state.leaves) : before;
      const err = results[i]?.r;
      const mine = judged(err) ? perform(before, op, cfg.ia_bits) : null;
      if (mine !== null) {
        counts[op.op] = (counts[op.op] ?? 0) + 1;
        if (mine.err !== err || !same(mine.leaves, after)) mismatches.push(`${index}.${i} ${op.op} ${mine.err} ${err}`);
      }
      before = after;
    }
  }
  return { counts, mismatches };
}

test("map, unmap, write protection and relaxing do to the leaves what the kernel's code did", () => {
  const { counts, mismatches } = replay(performed);
  expect(mismatches).toEqual([]);
  expect(counts).toMatchInlineSnapshot(`
    {
      "map": 2808,
      "relax": 464,
      "unmap": 1104,
      "unmap_chunked": 253,
      "wrprotect": 742,
    }
  `);
});

test("a model that spares blocks would not agree", () => {
  const { mismatches } = replay((leaves, op, bits) => {
    const mine = op.op === "unmap" ? performed(leaves, op, bits) : null;
    if (mine === null) return null;
    const left = new Set(mine.leaves);
    return { err: 0, leaves: leaves.filter((leaf) => left.has(leaf) || leaf.len > 4096) };
  }, 20);
  expect(mismatches.length).toBeGreaterThan(0);
});
