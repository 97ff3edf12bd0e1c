import type { Domains } from "./model.ts";

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
  readonly commands: Readonly<Record<string, { readonly args: Domains }>>;
}
