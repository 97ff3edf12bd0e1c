import type { Counts } from "../../../src/cost/cost-model.ts";

/**
 * Size of a node, its slots, and how many of them are in use where a split has halved it; there are always six at least
 * (mt_slots, mab_calc_split, mt_min_slots; maple_tree.c, 7.3.4).
 */
const MAPLE_NODE = 256;
const SLOTS = 16;
const USED = 8;

/**
 * A node of a tree by address: rb_node of 24 bytes, and start, end and nested start of 8 each, and where a subtree's end is
 * kept 8 more, which kmalloc rounds to 64.
 */
const TREE_NODE = 64;

/** Nodes by level, leaves first, of a maple tree with so many ranges, side by side. */
function mapleLevels(ranges: number): number[] {
  if (ranges === 0) {
    return [];
  }
  // Below and above them is nothing, which takes a slot each.
  const levels = [ranges + 2 <= SLOTS ? 1 : Math.ceil((ranges + 2) / USED)];
  while (levels.at(-1)! > 1) {
    const below = levels.at(-1)!;
    levels.push(below <= SLOTS ? 1 : Math.ceil(below / USED));
  }
  return levels;
}

/** Nodes that a search visits; a binary tree is taken as balanced, as the kernel keeps it. */
export function depthOf(structure: string, entries: number): number {
  const depth = structure.startsWith("maple ") ? mapleLevels(entries).length : Math.ceil(Math.log2(entries + 1));
  return Math.max(1, depth);
}

/** Bytes that a design holds where it holds most. */
export function bytesOf(counts: Counts): number {
  const told = counts["bytes"];
  if (told !== undefined) {
    return told;
  }
  let bytes = 0;
  for (const [name, most] of Object.entries(counts)) {
    if (name.startsWith("entries@maple ")) {
      bytes += Number.isNaN(most) ? most : mapleLevels(most).reduce((sum, nodes) => sum + nodes * MAPLE_NODE, 0);
    } else if (name.startsWith("objects@")) {
      bytes += most * TREE_NODE;
    }
  }
  return bytes;
}
