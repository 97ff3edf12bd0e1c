import { EEXIST, EINVAL } from "./errno.ts";
import type { Index, IndexSpace } from "./index_space.ts";
import { findBack, findFrom, overlapping, storeRange } from "./range_map.ts";
import type { Range, RangeMap } from "./range_map.ts";
import { NULL, xa_is_advanced, xa_is_internal, xa_is_zero } from "./xa_entry.ts";

/**
 * What the maple tree API adds to a range map (lib/maple_tree.c, 7.3.4), for one caller at a time: no lock, no memory.
 * Store: check, then `storeRange`. Insert: both checks, then `storeRange`. `-ENOMEM` leaves the map as it was.
 */

/** 0, or -EINVAL as mtree_store_range and mtree_insert_range answer. The advanced API (mas_*) makes no such check. */
export function storeError<I extends Index>(first: I, last: I, entry: bigint): number {
  return first > last || xa_is_advanced(entry) ? -EINVAL : 0;
}

/**
 * 0, or -EEXIST as mtree_insert_range answers when something is in the way.
 *
 * Quirk (6.12 and 7.3): an insert over all indices is not refused but replaces what is there. It is refused only if one
 * range covers everything, or if the tree is a bare root, a pointer or value at index 0 kept without a node. The map does
 * not know the node layout: it takes any lone range at index 0 for a bare root, though one left over from a larger tree
 * is not, and it replaces trees of any size, though the recorded case fits one node.
 */
export function insertError<I extends Index>(space: IndexSpace<I>, map: RangeMap<I>, first: I, last: I): number {
  if (findFrom(map, first, last) === null) {
    return 0;
  }
  const overAll = first === space.zero && last === space.max;
  return overAll && !isRefusingInsertOverAll(space, map) ? 0 : -EEXIST;
}

function isRefusingInsertOverAll<I extends Index>(space: IndexSpace<I>, map: RangeMap<I>): boolean {
  const [only] = map;
  if (map.length !== 1 || only === undefined || only.first !== space.zero) {
    return false;
  }
  return only.last === space.max || (only.last === space.zero && !xa_is_internal(only.entry));
}

/** mtree_load: the entry at `index`; NULL for a gap and for a zero entry. */
export function load<I extends Index>(map: RangeMap<I>, index: I): bigint {
  const entry = findFrom(map, index, index)?.entry ?? NULL;
  return xa_is_zero(entry) ? NULL : entry;
}

/**
 * mtree_erase, mas_erase: removes the whole range that holds `index`. `erased` is that range as it was, or null. After
 * mas_erase the kernel's mas.index and mas.last mostly cover the gap it left (`walk`), seldom only the range.
 */
export function eraseAt<I extends Index>(
  space: IndexSpace<I>,
  map: RangeMap<I>,
  index: I,
): { readonly map: RangeMap<I>; readonly erased: Range<I> | null } {
  const erased = findFrom(map, index, index);
  return { map: erased === null ? map : storeRange(space, map, erased.first, erased.last, NULL), erased };
}

/** mas_erase on each range that mas_for_each visits in `[first, last]`. */
export function eraseEach<I extends Index>(
  map: RangeMap<I>,
  first: I,
  last: I,
): { readonly map: RangeMap<I>; readonly erased: RangeMap<I> } {
  const erased = overlapping(map, first, last);
  return { map: map.filter((range) => !erased.includes(range)), erased };
}

/** mas_next, and mas_find after its first call: the next range above `last` (mas.last) that starts by `max`, or null. */
export function next<I extends Index>(space: IndexSpace<I>, map: RangeMap<I>, last: I, max: I): Range<I> | null {
  return last >= max ? null : findFrom(map, space.succ(last), max);
}

/** mas_prev, and mas_find_rev after its first call: the next range below `first` (mas.index), null if wholly below `min`. */
export function prev<I extends Index>(space: IndexSpace<I>, map: RangeMap<I>, first: I, min: I): Range<I> | null {
  return findBack(map, space.pred(first), min);
}

/**
 * mt_find: the lowest entry that overlaps `[index, max]` and is no zero entry, and the index to go on from: one above
 * its range (0 after the last index), or `index` when nothing is found.
 */
export function mtFind<I extends Index>(
  space: IndexSpace<I>,
  map: RangeMap<I>,
  index: I,
  max: I,
): { readonly entry: bigint; readonly index: I } {
  let range = findFrom(map, index, max);
  while (range !== null && xa_is_zero(range.entry)) {
    range = next(space, map, range.last, max);
  }
  return range === null ? { entry: NULL, index } : { entry: range.entry, index: space.succ(range.last) };
}
