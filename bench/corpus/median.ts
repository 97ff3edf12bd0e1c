/** The median over all seeds, of which some found nothing, which counts as later than all others; undefined if it is one of those. */
export function medianOf(first: readonly number[], seeds: number): number | undefined {
  return first.toSorted((a, b) => a - b)[Math.floor((seeds - 1) / 2)];
}
