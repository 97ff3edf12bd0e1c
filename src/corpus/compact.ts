import { rankOf, valueAt } from "../scenario/domain.ts";
import { BadData } from "../scenario/explain.ts";
import type { Domains } from "../scenario/model.ts";
import type { Command, Scenario, ScenarioTask, Value, Values } from "../scenario/scenario.ts";
import { settingsOf } from "../scenario/shape.ts";
import type { Shape } from "../scenario/shape.ts";
import { checkScenario } from "../scenario/validate.ts";

/**
 * A scenario in one word that needs no quotes in a shell: `drops/user+fill,slot=3+fill/sweeper+sweep`. First the settings,
 * then each task with its commands. Values at their simplest are left out; a name without a value is `true`.
 */
export function compactScenario(shape: Shape, scenario: Scenario): string {
  const tasks = scenario.tasks.map(({ role, commands }) => {
    const calls = commands.map(({ name, args }) => {
      return [escape(name), ...compactValues(shape.roles[role]?.commands[name]?.args ?? {}, args)].join();
    });
    return [escape(role), ...calls].join("+");
  });
  return [compactValues(settingsOf(shape), scenario.settings).join(), ...tasks].join("/");
}

/** The inverse of `compactScenario`; throws `BadData`. */
export function expandScenario(shape: Shape, text: string): Scenario {
  const [settings, ...tasks] = text.split("/");
  return checkScenario(shape, {
    settings: expandValues(shape.settings, settings === undefined || settings === "" ? [] : settings.split(",")),
    tasks: tasks.map((task): ScenarioTask => {
      const [role, ...calls] = task.split("+");
      const name = unescape(role!);
      return { role: name, commands: calls.map((call) => expandCommand(shape, name, call)) };
    }),
  });
}

/** Percent-encoded but for letters, digits, `_` and `-`, so that all other characters can be separators. */
export function escape(name: string): string {
  return encodeURIComponent(name).replace(/[.!~*'()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}

export function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadData(`"${text}" is damaged: % stands for nothing there`);
  }
}

function expandCommand(shape: Shape, role: string, call: string): Command {
  const [name, ...args] = call.split(",");
  const command = unescape(name!);
  return { name: command, args: expandValues(shape.roles[role]?.commands[command]?.args ?? {}, args) };
}

function compactValues(domains: Domains, values: Values): string[] {
  return Object.entries(domains).flatMap(([name, domain]) => {
    const value = values[name];
    if (value === undefined || rankOf(domain, value) === 0) {
      return [];
    }
    return [value === true ? escape(name) : `${escape(name)}=${String(value)}`];
  });
}

function expandValues(domains: Domains, parts: readonly string[]): Values {
  const simplest = Object.entries(domains).map(([name, domain]): [string, Value] => [name, valueAt(domain, 0)]);
  return { ...Object.fromEntries(simplest), ...Object.fromEntries(parts.map(expandValue)) };
}

function expandValue(part: string): [string, Value] {
  const [name, value] = part.split("=");
  if (value !== undefined && !/^-?\d{1,15}$/.test(value)) {
    throw new BadData(`"${part}" is damaged: after = comes a number`);
  }
  return [unescape(name!), value === undefined ? true : Number(value)];
}
