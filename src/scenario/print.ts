import { describeCrash } from "../core/crash.ts";
import { printValue, rankOf } from "./domain.ts";
import type { Design, Domains, Model } from "./model.ts";
import { taskNames } from "./program.ts";
import type { Command, Scenario, Values } from "./scenario.ts";
import { settingsOf } from "./shape.ts";

/**
 * A scenario on a few lines: the settings that are not at their simplest, then each task with its commands in order.
 *
 *     with slots = 2, failures = 1
 *     vCPU 0: L2 reads nested 0x0; L2 writes nested 0x4
 *     notifier: canonical 0x3 goes away
 */
export function printScenario<S, D extends Design>(model: Model<S, D>, scenario: Scenario): string[] {
  const settings = printSettings(settingsOf(model), scenario.settings);
  const names = taskNames(model, scenario);
  const tasks = scenario.tasks.map((task, index) => {
    const calls = task.commands.map((command) => printCommand(model, task.role, command));
    return `${names[index]}: ${calls.join("; ")}`;
  });
  return settings.length === 0 ? tasks : [`with ${settings.join(", ")}`, ...tasks];
}

/** The settings that are not at their simplest, e.g. `slots = 2`. */
function printSettings(domains: Domains, settings: Values): string[] {
  return Object.entries(domains).flatMap(([name, domain]) => {
    const value = settings[name];
    return value === undefined || rankOf(domain, value) === 0 ? [] : [`${name} = ${printValue(domain, value)}`];
  });
}

/** As the model prints it; its name, and why, where that throws: nothing that was found is lost for it. */
export function printCommand<S, D extends Design>(model: Model<S, D>, role: string, { name, args }: Command): string {
  try {
    return (model.roles[role]?.commands[name]?.print(args) ?? name).replaceAll(/\s+/g, " ");
  } catch (error) {
    return `${name} (its print threw: ${describeCrash(error)})`;
  }
}
