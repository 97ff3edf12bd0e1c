import { ranksOf } from "../../scenario/domain.ts";
import { changeRanks, keepCommands } from "../../scenario/reductions.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Shape } from "../../scenario/shape.ts";
import { slotsOf } from "../../scenario/slot.ts";
import type { Pass } from "../pass.ts";

/** Settings with more values would make too many candidates. */
const MOST_VALUES = 4;

/** Without a command, where another value of a setting may have prepared what it did. */
export const tradeCommands: Pass = {
  name: "trade a command for a setting",
  isHunch: true,
  *reductions(shape, scenario) {
    for (const prepared of withOtherSettings(shape, scenario)) {
      for (const [task, { commands }] of scenario.tasks.entries()) {
        for (const command of commands.keys()) {
          yield keepCommands(prepared, (place) => place.task !== task || place.command !== command);
        }
      }
    }
  },
};

function* withOtherSettings(shape: Shape, scenario: Scenario): Generator<Scenario> {
  const settings = slotsOf(shape, scenario).filter((slot) => slot.task < 0 && ranksOf(slot.domain) <= MOST_VALUES);
  for (const slot of settings) {
    for (let rank = 0; rank < ranksOf(slot.domain); rank++) {
      if (rank !== slot.rank) {
        yield changeRanks(scenario, new Map([[slot, rank]])).scenario;
      }
    }
  }
}
