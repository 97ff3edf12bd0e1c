import { keepCommands } from "../../scenario/reductions.ts";
import type { Pass } from "../pass.ts";

/** Without one of the commands, the last of a task first: earlier ones more often set the scene for later ones. */
export const dropCommands: Pass = {
  name: "drop a command",
  *reductions(_shape, scenario) {
    for (const [task, { commands }] of scenario.tasks.entries()) {
      for (let command = commands.length - 1; command >= 0; command--) {
        yield keepCommands(scenario, (place) => place.task !== task || place.command !== command);
      }
    }
  },
};
