import { type Difference, nothing } from "./diff.ts";
import { type IpaRange, overlaps, roundOut } from "./interval.ts";
import { formatLeaf, hex, type Leaf, type Leaves } from "./leaf.ts";
import { mustGo } from "./reach.ts";

/** How a targeted unmap differs from the exact one. Exact: both empty. */
export interface Exactness {
  /** Leaves that reach the range and are there: S is broken. */
  readonly missed: readonly Difference[];
  /** Leaves that do not reach the range and are gone: P is broken unless the caller finds it justified. */
  readonly excess: readonly Difference[];
}

/**
 * Compares what an unmap of canonical `range` did with what it had to do.
 * @param before, after the shadow at the two ends of the unmap. A leaf that others install in between counts as missed if
 *   it reaches the range, whoever installed it; one that others replaced counts as gone, so end the window at a yield.
 * @param forgiven a leaf may go with one that had to, if both lie in one nested block of this size. 1, which is the
 *   default, forgives nothing; a block is what invariant P allows: it may have been split since it was recorded.
 */
export function exactness(
  path: string,
  before: Leaves,
  after: Leaves,
  range: IpaRange,
  forgiven: number = 1,
): Exactness {
  const due = mustGo(before, range);
  const missed = mustGo(after, range).map((leaf) => {
    const was = before.some((old) => sameTranslation(old, leaf)) ? formatLeaf(leaf) : nothing;
    return { path: pathOf(path, leaf), before: was, after: formatLeaf(leaf) };
  });
  const excess = before
    .filter((leaf) => !due.includes(leaf) && !after.some((now) => sameTranslation(leaf, now)))
    .filter((leaf) => !due.some((gone) => shareBlock(leaf, gone, forgiven)))
    .map((leaf) => ({ path: pathOf(path, leaf), before: formatLeaf(leaf), after: nothing }));
  return { missed, excess };
}

const pathOf = (path: string, leaf: Leaf): string => `${path}[${hex(leaf.n)}]`;

const sameTranslation = (a: Leaf, b: Leaf): boolean => a.n === b.n && a.len === b.len && a.c === b.c && a.pa === b.pa;

const shareBlock = (leaf: Leaf, gone: Leaf, size: number): boolean =>
  overlaps(leaf.n, leaf.len, roundOut({ start: gone.n, size: gone.len }, size));
