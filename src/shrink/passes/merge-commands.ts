import { ranksOf } from "../../scenario/domain.ts";
import { changeRanks, keepCommands } from "../../scenario/reductions.ts";
import type { Place, Reduction } from "../../scenario/reductions.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { slotsOf } from "../../scenario/slot.ts";
import type { Slot } from "../../scenario/slot.ts";
import type { Pass } from "../pass.ts";

/** While there are more commands, single ones can usually go. */
const MOST = 5;

/** One command in the place of two of its kind, one of its values being as large as both: one range for two ranges. */
export const mergeCommands: Pass = {
  name: "merge two commands",
  *reductions(shape, scenario) {
    const slots = slotsOf(shape, scenario);
    const all = scenario.tasks.flatMap(({ commands }, task) => commands.map((_, command) => ({ task, command })));
    for (const kept of all.length > MOST ? [] : all) {
      for (const dropped of all) {
        if (kept !== dropped && kindOf(scenario, kept) === kindOf(scenario, dropped)) {
          yield* merged(scenario, slots, kept, dropped);
        }
      }
    }
  },
};

function* merged(scenario: Scenario, slots: readonly Slot[], kept: Place, dropped: Place): Generator<Reduction> {
  for (const slot of slots.filter((s) => isAt(s, kept))) {
    const top = ranksOf(slot.domain) - 1;
    const other = slots.find((s) => isAt(s, dropped) && s.name === slot.name);
    if (top > 1 && other !== undefined) {
      const rank = Math.min(top, slot.rank + other.rank + 1);
      const raised = changeRanks(scenario, new Map([[slot, rank]])).scenario;
      yield keepCommands(raised, (place) => !isAt(place, dropped));
    }
  }
}

function kindOf(scenario: Scenario, { task, command }: Place): string {
  const { role, commands } = scenario.tasks[task]!;
  return `${role} ${commands[command]!.name}`;
}

function isAt(one: Place, other: Place): boolean {
  return one.task === other.task && one.command === other.command;
}
