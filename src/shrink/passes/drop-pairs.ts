import { keepCommands } from "../../scenario/reductions.ts";
import type { Pass } from "../pass.ts";

/** More commands would make too many pairs; while there are more, single ones can usually go. */
const MOST = 6;

/** Without two commands that are no use without each other, e.g. one that undoes what the other did. */
export const dropPairs: Pass = {
  name: "drop two commands",
  *reductions(_shape, scenario) {
    const all = scenario.tasks.flatMap(({ commands }, task) => commands.map((_, command) => ({ task, command })));
    if (all.length > MOST) {
      return;
    }
    for (const [i, one] of all.entries()) {
      for (const other of all.slice(i + 1)) {
        const dropped = [one, other];
        yield keepCommands(scenario, (p) => !dropped.some((d) => d.task === p.task && d.command === p.command));
      }
    }
  },
};
