import { changeRanks } from "../../scenario/reductions.ts";
import { slotsOf } from "../../scenario/slot.ts";
import type { Pass } from "../pass.ts";
import { lowerRanks } from "../lower-ranks.ts";

/** All values the simplest; then one value lowered. */
export const lowerValues: Pass = {
  name: "lower a value",
  *reductions(shape, scenario) {
    const slots = slotsOf(shape, scenario).filter((slot) => slot.rank > 0);
    if (slots.length > 1) {
      yield changeRanks(scenario, new Map(slots.map((slot) => [slot, 0])));
    }
    for (const slot of slots) {
      for (const rank of lowerRanks(slot.rank)) {
        yield changeRanks(scenario, new Map([[slot, rank]]));
      }
    }
  },
};
