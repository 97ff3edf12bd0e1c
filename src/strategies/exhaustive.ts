import type { Strategy } from "../core/strategy.ts";
import { ChoiceTree } from "./choice-tree.ts";

/** Every schedule of the program once, depth first, in memory of one schedule. */
export function exhaustive(): Strategy {
  const tree = new ChoiceTree(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  return {
    name: "exhaustive",
    begin: () => tree.begin(),
    pick: (_enabled, count, current) => tree.pick(count, current),
    choose: (bound) => tree.choose(bound),
    end: () => tree.turn(),
    get exhausted() {
      return tree.over;
    },
    get scope() {
      return tree.over ? "all schedules" : "";
    },
  };
}
