import type { Command, Scenario, ScenarioTask } from "./scenario.ts";
import { leastOf } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { withRanks } from "./slot.ts";
import type { Slot } from "./slot.ts";

/** Where a command stood. */
export interface Place {
  readonly task: number;
  readonly command: number;
}

/** A scenario made from another one, and where each of its commands stood there. */
export interface Reduction {
  readonly scenario: Scenario;
  /** By task and command of the new scenario. */
  readonly places: readonly (readonly Place[])[];
}

/** Only the commands that `keep` wants; tasks that lose their last command go, too. */
export function keepCommands(scenario: Scenario, keep: (place: Place) => boolean): Reduction {
  const kept = placesOf(scenario).map((places) => places.filter(keep));
  return reductionTo(
    scenario,
    kept.filter((places) => places.length > 0),
  );
}

/** The commands of task `from` moved behind those of task `into`. */
export function mergeTasks(scenario: Scenario, into: number, from: number): Reduction {
  const places = placesOf(scenario);
  const moved = places.map((own, task) => (task === into ? [...own, ...places[from]!] : own));
  return reductionTo(
    scenario,
    moved.filter((_, task) => task !== from),
  );
}

/** Other values in the same commands. */
export function changeRanks(scenario: Scenario, changes: ReadonlyMap<Slot, number>): Reduction {
  return { scenario: withRanks(scenario, changes), places: placesOf(scenario) };
}

/** Whether a scenario has the number of tasks and of commands that the model declares. */
export function fits(shape: Shape, scenario: Scenario): boolean {
  const roles = leastOf(shape, scenario).every(({ role, min }) => {
    const count = scenario.tasks.filter((task) => task.role === role).length;
    return count >= min && count <= shape.roles[role]!.max;
  });
  const commands = scenario.tasks.every(({ role, commands: own }) => {
    return own.length > 0 && own.length <= (shape.roles[role]?.maxCommands ?? 0);
  });
  return roles && commands && scenario.tasks.length > 0;
}

function placesOf(scenario: Scenario): Place[][] {
  return scenario.tasks.map(({ commands }, task) => commands.map((_, command) => ({ task, command })));
}

function reductionTo(scenario: Scenario, places: readonly (readonly Place[])[]): Reduction {
  const tasks = places.map((own): ScenarioTask => {
    const commands = own.map(({ task, command }): Command => scenario.tasks[task]!.commands[command]!);
    return { role: scenario.tasks[own[0]!.task]!.role, commands };
  });
  return { scenario: { settings: scenario.settings, tasks }, places };
}
