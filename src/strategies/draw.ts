import type { Random } from "../core/random.ts";

/** An index below `count` in proportion to its weight (at least 0); -1 if all weights are 0. */
export function drawWeighted(weights: readonly number[], count: number, random: Random): number {
  let total = 0;
  for (let i = 0; i < count; i++) {
    total += weights[i]!;
  }
  let at = random.fraction() * total;
  let last = -1;
  for (let i = 0; i < count; i++) {
    if (weights[i]! > 0) {
      last = i;
      at -= weights[i]!;
      if (at < 0) {
        return i;
      }
    }
  }
  return last;
}
