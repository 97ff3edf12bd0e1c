import type { CommandSpec, Design, Domains, Family, Model, RoleSpec } from "./model.ts";

/** What scenarios of one family, or of none, are made from, but for the settings that all of them have. */
export interface FamilyPart<S> {
  readonly settings: Domains;
  readonly roles: Readonly<Record<string, RoleSpec<S>>>;
}

/** Throws if the model has no such family. */
export function partFor<S, D extends Design>(model: Model<S, D>, family: string | undefined): FamilyPart<S> {
  const declared: Partial<Family> | undefined = family === undefined ? {} : model.families?.[family];
  if (declared === undefined) {
    const names = Object.keys(model.families ?? {}).join(", ");
    throw new Error(`${model.name} has no family ${family}: ${names === "" ? "it has none" : `give one of ${names}`}`);
  }
  const roles = Object.entries(model.roles).flatMap(([name, spec]): [string, RoleSpec<S>][] =>
    belongs(spec, family) ? [[name, { ...spec, commands: commandsFor(spec, family) }]] : [],
  );
  return { settings: declared.settings ?? {}, roles: Object.fromEntries(roles) };
}

function commandsFor<S>(
  { commands }: RoleSpec<S>,
  family: string | undefined,
): Readonly<Record<string, CommandSpec<S>>> {
  return Object.fromEntries(Object.entries(commands).filter(([, command]) => belongs(command, family)));
}

const belongs = (spec: { readonly family?: string }, family: string | undefined): boolean =>
  spec.family === undefined || spec.family === family;
