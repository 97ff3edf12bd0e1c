import { overlaps } from "./interval.ts";
import { formatLeaf, hex, type Leaf } from "./leaf.ts";

/** What a reverse map knows of canonical `[start, start+size)`. Entries of one map may overlap; order does not matter. */
export interface ReverseEntry {
  readonly start: number;
  readonly size: number;
  /** Nested IPA of `start`; null for UNKNOWN_IPA. */
  readonly nested: number | null;
}

/** An entry answers for the part of a leaf it overlaps if it is UNKNOWN or moves canonical to nested as the leaf does. */
const answersFor = (entry: ReverseEntry, leaf: Leaf): boolean =>
  entry.nested === null || entry.nested - entry.start === leaf.n - leaf.c;

/**
 * C, coverage of one leaf: some chain of entries covers its canonical range, each UNKNOWN or of the leaf's own offset.
 * @returns the first canonical address that no such entry covers, or null when all are.
 */
export function firstUncovered(leaf: Leaf, entries: readonly ReverseEntry[]): number | null {
  const end = leaf.c + leaf.len;
  let address = leaf.c;
  while (address < end) {
    let reached = address;
    for (const entry of entries) {
      if (overlaps(entry.start, entry.size, { start: address, size: 1 }) && answersFor(entry, leaf)) {
        reached = Math.max(reached, entry.start + entry.size);
      }
    }
    if (reached === address) return address;
    address = reached;
  }
  return null;
}

/** C over a shadow whose reverse map is not broken: one sentence for the first leaf that an unmap could miss, or null. */
export function uncovered(leaves: readonly Leaf[], entries: readonly ReverseEntry[]): string | null {
  for (const leaf of leaves) {
    const address = firstUncovered(leaf, entries);
    if (address !== null) return `${formatLeaf(leaf)}: no entry covers canonical ${hex(address)}`;
  }
  return null;
}
