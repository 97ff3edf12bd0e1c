import type { Domains } from "./model.ts";
import type { Scenario } from "./scenario.ts";

/** What scenarios are made from: the part of a model that knows nothing of its state. Every `Model` is a `Shape`. */
export interface Shape {
  readonly name: string;
  readonly settings: Domains;
  readonly roles: Readonly<Record<string, RoleShape>>;
  readonly families?: Readonly<Record<string, { readonly settings?: Domains }>>;
}

/** What only scenarios of some family may set, and hold only if it is not at its simplest. */
export function familySettings({ families = {} }: Pick<Shape, "families">): Domains {
  return Object.fromEntries(Object.values(families).flatMap(({ settings = {} }) => Object.entries(settings)));
}

/** All that a scenario may set. */
export const settingsOf = (shape: Pick<Shape, "settings" | "families">): Domains => {
  return { ...shape.settings, ...familySettings(shape) };
};

export interface RoleShape {
  readonly max: number;
  readonly min?: number;
  readonly maxCommands: number;
  readonly family?: string;
  readonly commands: Readonly<Record<string, { readonly args: Domains; readonly family?: string }>>;
}

/** Roles with the least number of tasks that a scenario must have of them: one of another family needs none. */
export function leastOf(shape: Shape, scenario: Scenario): { readonly role: string; readonly min: number }[] {
  const families = familiesOf(shape, scenario);
  return Object.entries(shape.roles).map(([role, { min = 0, family }]) => {
    return { role, min: family === undefined || families.has(family) ? min : 0 };
  });
}

/** The families that something in a scenario belongs to: a role, a command or a setting. */
function familiesOf({ roles, families = {} }: Shape, { settings, tasks }: Scenario): ReadonlySet<string> {
  const own = tasks.flatMap(({ role, commands }) => {
    return [roles[role]?.family, ...commands.map(({ name }) => roles[role]?.commands[name]?.family)];
  });
  const set = Object.entries(families).filter(([, { settings: named = {} }]) => {
    return Object.keys(named).some((name) => settings[name] !== undefined);
  });
  return new Set([...own.filter((family) => family !== undefined), ...set.map(([name]) => name)]);
}
