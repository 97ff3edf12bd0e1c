import { keepCommands } from "../../scenario/reductions.ts";
import type { Pass } from "../pass.ts";

/** Without one of the tasks. */
export const dropTasks: Pass = {
  name: "drop a task",
  *reductions(_shape, scenario) {
    for (const task of scenario.tasks.keys()) {
      yield keepCommands(scenario, (place) => place.task !== task);
    }
  },
};
