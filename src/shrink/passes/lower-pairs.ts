import { changeRanks } from "../../scenario/reductions.ts";
import { slotsOf } from "../../scenario/slot.ts";
import type { Pass } from "../pass.ts";

/** More values would make too many pairs; while there are more, single ones can usually be lowered. */
const MOST = 10;

/**
 * Two values lowered that only make sense together: both to the simplest, such as how many there are and which of them is
 * meant, or both by the same amount, such as addresses that must keep their distance and, within a block, their place.
 */
export const lowerPairs: Pass = {
  name: "lower two values",
  *reductions(shape, scenario) {
    const slots = slotsOf(shape, scenario).filter((slot) => slot.rank > 0);
    for (const [i, one] of slots.length > MOST ? [] : slots.entries()) {
      for (const other of slots.slice(i + 1)) {
        yield changeRanks(scenario, new Map([one, other].map((slot) => [slot, 0])));
        for (const shift of shiftsUpTo(Math.min(one.rank, other.rank))) {
          yield changeRanks(scenario, new Map([one, other].map((slot) => [slot, slot.rank - shift])));
        }
      }
    }
  },
};

/** As far as possible; then powers of two, down to a notch. */
function shiftsUpTo(most: number): number[] {
  const powers: number[] = [];
  for (let power = 1; power < most; power *= 2) {
    powers.unshift(power);
  }
  return [most, ...powers];
}
