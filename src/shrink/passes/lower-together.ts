import { keyOf } from "../../scenario/domain.ts";
import { changeRanks } from "../../scenario/reductions.ts";
import { slotsOf } from "../../scenario/slot.ts";
import type { Slot } from "../../scenario/slot.ts";
import type { Pass } from "../pass.ts";
import { lowerRanks } from "../lower-ranks.ts";

/** Values that have to agree, or to keep their distance, lowered together: tasks that meet at page 5 could meet at 0. */
export const lowerTogether: Pass = {
  name: "lower values together",
  *reductions(shape, scenario) {
    const slots = slotsOf(shape, scenario).filter((slot) => slot.rank > 0 && slot.domain !== "boolean");
    const byDomain = Map.groupBy(slots, (slot) => keyOf(slot.domain));
    for (const alike of byDomain.values()) {
      for (const equal of Map.groupBy(alike, (slot) => slot.rank).values()) {
        for (const group of groupsOf(equal)) {
          for (const rank of lowerRanks(group[0]!.rank)) {
            yield changeRanks(scenario, new Map(group.map((slot) => [slot, rank])));
          }
        }
      }
      if (alike.length > 1) {
        const least = Math.min(...alike.map((slot) => slot.rank));
        for (const shift of new Set([least, 1])) {
          yield changeRanks(scenario, new Map(alike.map((slot) => [slot, slot.rank - shift])));
        }
      }
    }
  },
};

/** All of them; then, where that is not the same, every two. */
function groupsOf(slots: readonly Slot[]): (readonly Slot[])[] {
  if (slots.length < 2) {
    return [];
  }
  const pairs = slots.flatMap((one, i) => slots.slice(i + 1).map((other) => [one, other]));
  return slots.length === 2 ? pairs : [slots, ...pairs];
}
