/** Where to try to lower a rank to: to the simplest, halfway, by one notch. */
export function lowerRanks(rank: number): number[] {
  return [...new Set([0, rank >> 1, rank - 1])].filter((lower) => lower < rank);
}
