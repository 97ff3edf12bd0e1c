import { type IpaRange, overlaps } from "./interval.ts";
import { formatRange } from "./format.ts";
import { formatLeaf, type Leaf, type Leaves } from "./leaf.ts";

/**
 * The leaves through which L2 reaches any of canonical `range`. They are exactly what a full unmap had to remove for it,
 * each leaf whole: hardware clears a block or nothing of it, so a range that begins or ends inside a leaf is thereby
 * rounded out to it. The entries of a TLB are judged alike.
 */
export function mustGo(leaves: Leaves, range: IpaRange): readonly Leaf[] {
  return leaves.filter((leaf) => overlaps(leaf.c, leaf.len, range));
}

/**
 * S, soundness: once the unmap of `range` returned, and until it is revalidated, no leaf reaches it.
 * @returns one sentence naming the first that does, or null.
 */
export function unsound(leaves: Leaves, range: IpaRange): string | null {
  for (const leaf of leaves) {
    if (overlaps(leaf.c, leaf.len, range)) {
      return `${formatLeaf(leaf)} still reaches canonical ${formatRange(range)}`;
    }
  }
  return null;
}
