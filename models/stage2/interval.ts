/** `[start, start + size)`, in the geometry's units: pages in the tiny one, bytes in the real ones. */
export interface IpaRange {
  readonly start: number;
  readonly size: number;
}

export const endOf = (range: IpaRange): number => range.start + range.size;

/** False when either side is empty. Takes the first range as two numbers, so that a leaf's two ranges cost no object. */
export function overlaps(start: number, size: number, range: IpaRange): boolean {
  return size > 0 && range.size > 0 && start < range.start + range.size && range.start < start + size;
}

/** An empty range is contained wherever it starts inside `outer` or at its end. */
export function contains(outer: IpaRange, start: number, size: number): boolean {
  return outer.start <= start && start + size <= outer.start + outer.size;
}

export function intersect(a: IpaRange, b: IpaRange): IpaRange | null {
  if (!overlaps(a.start, a.size, b)) return null;
  const start = Math.max(a.start, b.start);
  return { start, size: Math.min(endOf(a), endOf(b)) - start };
}

/** What is left of `range` beside `hole`: no, one or two parts, in order. */
export function subtract(range: IpaRange, hole: IpaRange): readonly IpaRange[] {
  if (!overlaps(range.start, range.size, hole)) return range.size > 0 ? [range] : [];
  const parts: IpaRange[] = [];
  if (range.start < hole.start) parts.push({ start: range.start, size: hole.start - range.start });
  if (endOf(hole) < endOf(range)) parts.push({ start: endOf(hole), size: endOf(range) - endOf(hole) });
  return parts;
}

/** By division, not by mask: addresses go up to 2^52, JavaScript's bit operators stop at 2^32. */
export const alignDown = (address: number, granule: number): number => address - (address % granule);

export const alignUp = (address: number, granule: number): number => alignDown(address + granule - 1, granule);

export const isAligned = (address: number, granule: number): boolean => address % granule === 0;

/** The whole granules that `range` touches; an empty range stays empty. */
export function roundOut(range: IpaRange, granule: number): IpaRange {
  const start = alignDown(range.start, granule);
  return { start, size: range.size === 0 ? 0 : alignUp(endOf(range), granule) - start };
}
