import type { Index, IndexSpace } from "./index_space.ts";
import { NULL } from "./xa_entry.ts";

/** An entry and the indices it covers, both ends included. */
export interface Range<I extends Index> {
  readonly first: I;
  readonly last: I;
  readonly entry: bigint;
}

/**
 * What a maple tree maps, without its nodes: the non-NULL ranges in ascending order, disjoint. Neighbours with equal
 * entries stay apart. A map is never changed: an update returns another map that shares the ranges it did not cut.
 */
export type RangeMap<I extends Index> = readonly Range<I>[];

/** The tree in which nothing is stored; what mtree_destroy leaves. */
export const EMPTY: RangeMap<never> = [];

/**
 * `map` with `entry` over `[first, last]`. What it overlaps is cut; the remainders on both sides keep their entry.
 * NULL leaves a gap. Throws a RangeError unless `zero <= first <= last <= max`.
 */
export function storeRange<I extends Index>(
  space: IndexSpace<I>,
  map: RangeMap<I>,
  first: I,
  last: I,
  entry: bigint,
): RangeMap<I> {
  if (!(space.zero <= first && first <= last && last <= space.max)) {
    throw new RangeError(
      `cannot store over [${first}, ${last}]: first must not be above last, and both must be in ${space.zero}..${space.max}`,
    );
  }
  const next: Range<I>[] = [];
  let pending = entry !== NULL;
  for (const range of map) {
    if (range.last < first) {
      next.push(range);
      continue;
    }
    if (range.first < first) {
      next.push({ first: range.first, last: space.pred(first), entry: range.entry });
    }
    if (pending) {
      next.push({ first, last, entry });
      pending = false;
    }
    if (range.first > last) {
      next.push(range);
    } else if (range.last > last) {
      next.push({ first: space.succ(last), last: range.last, entry: range.entry });
    }
  }
  if (pending) {
    next.push({ first, last, entry });
  }
  return next;
}

/** The lowest range that overlaps `[index, max]`, whole, or null; null if `index > max`. First call of mas_find. */
export function findFrom<I extends Index>(map: RangeMap<I>, index: I, max: I): Range<I> | null {
  if (index > max) {
    return null;
  }
  for (const range of map) {
    if (range.last >= index) {
      return range.first <= max ? range : null;
    }
  }
  return null;
}

/** The highest range that overlaps `[min, index]`, whole, or null; null if `index < min`. First call of mas_find_rev. */
export function findBack<I extends Index>(map: RangeMap<I>, index: I, min: I): Range<I> | null {
  if (index < min) {
    return null;
  }
  let below: Range<I> | null = null;
  for (const range of map) {
    if (range.first > index) {
      break;
    }
    below = range;
  }
  return below !== null && below.last >= min ? below : null;
}

/** All ranges that overlap `[first, last]`, whole, ascending: what mas_for_each visits if nobody else writes. */
export function overlapping<I extends Index>(map: RangeMap<I>, first: I, last: I): RangeMap<I> {
  return map.filter((range) => range.last >= first && range.first <= last);
}

/**
 * The range that holds `index`, or the whole gap around it as a range of NULL; what mas_walk leaves in mas.index and
 * mas.last.
 */
export function walk<I extends Index>(space: IndexSpace<I>, map: RangeMap<I>, index: I): Range<I> {
  let first = space.zero;
  for (const range of map) {
    if (range.first > index) {
      return { first, last: space.pred(range.first), entry: NULL };
    }
    if (range.last >= index) {
      return range;
    }
    first = space.succ(range.last);
  }
  return { first, last: space.max, entry: NULL };
}
