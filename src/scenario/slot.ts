import { rankOf, valueAt } from "./domain.ts";
import type { Domain, Domains } from "./model.ts";
import type { Scenario, Value, Values } from "./scenario.ts";
import { settingsOf } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** One place of a scenario that holds a value: a setting, or an argument of a command. */
export interface Slot {
  /** Position of the task, -1 for settings. */
  readonly task: number;
  readonly command: number;
  readonly name: string;
  readonly domain: Domain;
  /** Distance from the simplest value of the domain. */
  readonly rank: number;
}

/** All slots of a scenario, settings first. */
export function slotsOf(shape: Shape, scenario: Scenario): Slot[] {
  const settings = slotsIn(settingsOf(shape), scenario.settings, -1, -1);
  const args = scenario.tasks.flatMap(({ role, commands }, task) =>
    commands.flatMap(({ name, args: values }, command) => {
      return slotsIn(shape.roles[role]?.commands[name]?.args ?? {}, values, task, command);
    }),
  );
  return [...settings, ...args];
}

/** The scenario with other ranks in some of its slots. */
export function withRanks(scenario: Scenario, changes: ReadonlyMap<Slot, number>): Scenario {
  const changed = [...changes].filter(([slot, rank]) => slot.rank !== rank);
  const valuesAt = (task: number, command: number, old: Values): Values => {
    const here = changed.filter(([slot]) => slot.task === task && slot.command === command);
    const news = here.map(([slot, rank]): [string, Value] => [slot.name, valueAt(slot.domain, rank)]);
    return news.length === 0 ? old : { ...old, ...Object.fromEntries(news) };
  };
  return {
    settings: valuesAt(-1, -1, scenario.settings),
    tasks: scenario.tasks.map(({ role, commands }, t) => ({
      role,
      commands: commands.map(({ name, args }, c) => ({ name, args: valuesAt(t, c, args) })),
    })),
  };
}

/** Sum of all distances from the simplest values. */
export function argumentSize(shape: Shape, scenario: Scenario): number {
  return slotsOf(shape, scenario).reduce((sum, slot) => sum + slot.rank, 0);
}

function slotsIn(domains: Domains, values: Values, task: number, command: number): Slot[] {
  return Object.entries(domains).flatMap(([name, domain]) => {
    const value = values[name];
    return value === undefined ? [] : [{ task, command, name, domain, rank: rankOf(domain, value) }];
  });
}
