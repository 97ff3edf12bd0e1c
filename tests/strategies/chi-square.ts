/** Pearson's statistic of `counts` against `expected` in each of `cells` classes; classes that never occurred count too. */
export function chiSquare(counts: Iterable<number>, cells: number, expected: number): number {
  const seen = [...counts];
  const unseen = (cells - seen.length) * expected;
  return seen.reduce((sum, count) => sum + (count - expected) ** 2 / expected, unseen);
}

/** What even classes exceed with probability 0.01 (Wilson and Hilferty 1931). */
export function onePercentPoint(cells: number): number {
  const freedom = cells - 1;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 2.3263 * Math.sqrt(spread)) ** 3;
}
