import type { Pass } from "./pass.ts";
import { dropCommands } from "./passes/drop-commands.ts";
import { dropPairs } from "./passes/drop-pairs.ts";
import { dropTasks } from "./passes/drop-tasks.ts";
import { lowerPairs } from "./passes/lower-pairs.ts";
import { lowerTogether } from "./passes/lower-together.ts";
import { lowerValues } from "./passes/lower-values.ts";
import { mergeCommands } from "./passes/merge-commands.ts";
import { mergeTasks } from "./passes/merge-tasks.ts";
import { tradeCommands } from "./passes/trade-commands.ts";

/** In the order in which they are tried: what saves most comes first. */
export const PASSES: readonly Pass[] = [
  dropTasks,
  dropCommands,
  dropPairs,
  mergeCommands,
  mergeTasks,
  tradeCommands,
  lowerTogether,
  lowerValues,
  lowerPairs,
];
