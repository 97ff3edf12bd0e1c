import type { ReverseEntry } from "./coverage.ts";
import type { Geometry } from "./geometry.ts";
import { alignDown, endOf, type IpaRange, overlaps } from "./interval.ts";
import type { Leaves } from "./leaf.ts";
import { unmapNested } from "./leaf-table.ts";
import { mustGo } from "./reach.ts";

/** Where the step that begins at `address` ends: `stage2_range_addr_end` (mmu.c, 7.3.4). The lock may drop there. */
export function chunkEnd(address: number, end: number, g: Geometry): number {
  return Math.min(alignDown(address, g.chunk) + g.chunk, end);
}

/** How many steps an unmap of `range` takes; an empty table takes as many as a full one. */
export function unmapSteps(range: IpaRange, g: Geometry): number {
  if (range.size === 0) return 0;
  return (alignDown(endOf(range) - 1, g.chunk) - alignDown(range.start, g.chunk)) / g.chunk + 1;
}

/** The unmap a perfect reverse map would do: exactly the leaves that reach `range`. */
export function unmapCanonical(leaves: Leaves, range: IpaRange): Leaves {
  const gone = new Set(mustGo(leaves, range));
  return leaves.filter((leaf) => !gone.has(leaf));
}

/**
 * What a reverse map with these entries asks for: the nested range of every precise entry that overlaps `range`, whole,
 * or everything when one of them no longer knows its nested address.
 */
export function targetedUnmap(leaves: Leaves, entries: readonly ReverseEntry[], range: IpaRange): Leaves {
  let left = leaves;
  for (const entry of entries) {
    if (!overlaps(entry.start, entry.size, range)) continue;
    if (entry.nested === null) return [];
    left = unmapNested(left, { start: entry.nested, size: entry.size });
  }
  return left;
}
