import type { Domains } from "./model.ts";

/** What scenarios are made from: the part of a model that knows nothing of its state. Every `Model` is a `Shape`. */
export interface Shape {
  readonly name: string;
  readonly settings: Domains;
  readonly roles: Readonly<Record<string, RoleShape>>;
}

export interface RoleShape {
  readonly max: number;
  readonly min?: number;
  readonly maxCommands: number;
  readonly commands: Readonly<Record<string, { readonly args: Domains }>>;
}
