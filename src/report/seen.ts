import type { Chance } from "../explore/chance.ts";
import type { SeenFigures } from "../explore/seen.ts";
import type { Judged } from "./result.ts";
import { count } from "./size.ts";

/** `21,394 traces, 494 reads-from pairs, 9 lock nestings`. */
export function seenText({ traces, readsFrom, lockNestings }: SeenFigures): string {
  const parts = [count(traces, "trace"), count(readsFrom, "reads-from pair"), count(lockNestings, "lock nesting")];
  return parts.join(", ");
}

/** `3.1 % (≤ 4.2 %)`: the estimate, and what it exceeds in one case of twenty. */
export function chanceText(chance: Chance | null): string {
  return chance === null
    ? "unknown"
    : `${percent(chance.estimate, Math.round)} (≤ ${percent(chance.bound, Math.ceil)})`;
}

/** The chance of something new in a cell: `none left` where every schedule was run. */
export function chanceIn(cell: Judged, chance: Chance | null): string {
  return isExhausted(cell) ? "none left" : chanceText(chance);
}

/** Two digits, or whole percents; rounded to 0 only where it is 0. */
function percent(share: number, round: (value: number) => number): string {
  const percents = 100 * share;
  const unit = percents === 0 ? 1 : 10 ** Math.min(0, Math.floor(Math.log10(percents)) - 1);
  return `${Number((round(percents / unit) * unit).toPrecision(3))} %`;
}

function isExhausted({ scenarios, whole }: Judged): boolean {
  return scenarios > 0 && whole === scenarios;
}
