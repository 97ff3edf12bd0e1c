/** Pearson's statistic of `counts` against `expected` in each of `cells` classes; classes that never occurred count too. */
export function chiSquare(counts: Iterable<number>, cells: number, expected: number): number {
  const seen = [...counts];
  const unseen = (cells - seen.length) * expected;
  return seen.reduce((sum, count) => sum + (count - expected) ** 2 / expected, unseen);
}

/** How likely even classes are to reach a statistic, to about three digits (Wilson and Hilferty 1931). */
export function chanceOf(statistic: number, cells: number): number {
  const freedom = cells - 1;
  const spread = 2 / (9 * freedom);
  return upperTail((Math.cbrt(statistic / freedom) - 1 + spread) / Math.sqrt(spread));
}

/** Of the normal distribution, off by at most 7.5e-8 (Abramowitz and Stegun, 26.2.17). */
function upperTail(z: number): number {
  if (z < 0) {
    return 1 - upperTail(-z);
  }
  const t = 1 / (1 + 0.2316419 * z);
  const weights = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const series = weights.reduceRight((sum, weight) => (sum + weight) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
