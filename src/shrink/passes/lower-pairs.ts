import { changeRanks } from "../../scenario/reductions.ts";
import { slotsOf } from "../../scenario/slot.ts";
import type { Pass } from "../pass.ts";

/** More values would make too many pairs; while there are more, single ones can usually be lowered. */
const MOST = 10;

/** Two values the simplest that only make sense together, such as how many there are and which of them is meant. */
export const lowerPairs: Pass = {
  name: "lower two values",
  *reductions(shape, scenario) {
    const slots = slotsOf(shape, scenario).filter((slot) => slot.rank > 0);
    for (const [i, one] of slots.length > MOST ? [] : slots.entries()) {
      for (const other of slots.slice(i + 1)) {
        yield changeRanks(
          scenario,
          new Map([
            [one, 0],
            [other, 0],
          ]),
        );
      }
    }
  },
};
