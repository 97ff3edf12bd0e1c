import { mergeTasks as merge } from "../../scenario/reductions.ts";
import type { Pass } from "../pass.ts";

/** The commands of two tasks of one role in one task, in either order. */
export const mergeTasks: Pass = {
  name: "merge two tasks",
  *reductions(_shape, scenario) {
    for (const [into, { role }] of scenario.tasks.entries()) {
      for (const [from, other] of scenario.tasks.entries()) {
        if (from !== into && other.role === role) {
          yield merge(scenario, into, from);
        }
      }
    }
  },
};
