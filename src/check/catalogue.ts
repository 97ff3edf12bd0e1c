import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { BadUse } from "./bad-use.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { AnyEvents } from "../core/program.ts";
import { checked } from "../scenario/explain.ts";
import type { Design, Model } from "../scenario/model.ts";
import { byName } from "./nearest.ts";
import type { Elsewhere, Property } from "../scenario/property.ts";

/** Properties and models as they lie on disk; the types of their states and events are of no interest here. */
export type AnyProperty = Property<unknown, Design, AnyEvents>;
export type AnyModel = Model<unknown, Design, AnyEvents>;

export interface Catalogue {
  /** In the order of their files; one that is about several models is there once for each. */
  readonly properties: readonly AnyProperty[];
  /** Those with most designs first. */
  readonly models: readonly AnyModel[];
}

const FORM = "write `export default property({ name, statement, model, … })`";

const domains = z.record(z.string(), z.unknown().superRefine(rejectEmpty));

const aboutModel = {
  model: z.looseObject({
    name: z.string(),
    designs: z.array(z.looseObject({ name: z.string(), breaks: z.array(z.string()) })).min(1),
    settings: domains,
    roles: z.record(
      z.string(),
      z.looseObject({
        max: z.int().min(1),
        maxCommands: z.int().min(1),
        commands: z.record(z.string(), z.looseObject({ args: domains })),
      }),
    ),
  }),
  exercised: z.array(z.string()),
};

/** What the types of a property promise and nothing has checked by the time a file is loaded. */
const propertySchema = z.looseObject({
  name: z.string().min(1),
  statement: z.string(),
  model: aboutModel.model,
  engine: z.array(z.enum(ENGINE_CLAIMS)).min(1).optional(),
  exercised: aboutModel.exercised,
  also: z.array(z.looseObject(aboutModel)).optional(),
});

/** Finds every property: one default export a file in `folder`. There is no central list. */
export async function loadCatalogue(folder: string): Promise<Catalogue> {
  const properties: AnyProperty[] = [];
  for (const file of await propertyFilesIn(folder)) {
    properties.push(...(await loadProperty(join(folder, file))));
  }
  rejectDoubles(folder, properties);
  const models = [...new Set(properties.map((p) => p.model))];
  return { properties, models: models.toSorted((a, b) => b.designs.length - a.designs.length) };
}

async function propertyFilesIn(folder: string): Promise<string[]> {
  let files: string[];
  try {
    files = await readdir(folder);
  } catch (error) {
    throw new BadUse(`${folder} is no folder that can be read: --properties wants one with a property in each file`, {
      cause: error,
    });
  }
  const sources = files.filter((file) => file.endsWith(".ts")).toSorted();
  if (sources.length === 0) {
    throw new BadUse(`there is no property in ${folder}: ${FORM} in a .ts file there`);
  }
  return sources;
}

/** The properties called `name`, one for each model that it is about; throws `BadUse` if there is none. */
export function propertiesNamed(name: string, { properties }: Catalogue): AnyProperty[] {
  byName("property", name, properties);
  return properties.filter((property) => property.name === name);
}

/** The property called `name` that is about the model of `design`, whose knobs may be turned; otherwise any of that name. */
export function propertyFor(name: string, design: string, catalogue: Catalogue): AnyProperty {
  const [base] = design.split("@");
  const named = propertiesNamed(name, catalogue);
  return named.find(({ model }) => model.designs.some((one) => one.name === base)) ?? named[0]!;
}

/** The properties that are about the model called `model`. */
export const propertiesOf = (model: string, { properties }: Catalogue): AnyProperty[] =>
  properties.filter((property) => property.model.name === model);

async function loadProperty(path: string): Promise<AnyProperty[]> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BadUse(`${path} does not load: ${message.trim().replaceAll(/\s+/g, " ")}`, { cause: error });
  }
  const property = propertyOf(path, module.default);
  return [property, ...(property.also ?? []).map((other) => inModel(property, other))];
}

function propertyOf(path: string, candidate: unknown): AnyProperty {
  if (typeof candidate !== "object" || candidate === null) {
    throw new BadUse(`${path} exports no property: ${FORM}`);
  }
  if (!("claim" in candidate) && !("engine" in candidate)) {
    throw new BadUse(`${path} exports no property: it has neither a claim nor claims of the engine`);
  }
  try {
    checked(propertySchema, candidate);
  } catch (error) {
    throw new BadUse(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return candidate as AnyProperty;
}

/** A domain has at least one value. */
function rejectEmpty(domain: unknown, context: z.core.$RefinementCtx): void {
  const {
    oneOf,
    min = 0,
    max = -1,
    step = 1,
  } = domain as { oneOf?: unknown[]; min?: number; max?: number; step?: number };
  const hasValues = domain === "boolean" || (oneOf === undefined ? min <= max && step > 0 : oneOf.length > 0);
  if (!hasValues) {
    context.addIssue({
      code: "custom",
      message: 'a domain is { min, max }, max no less than min, "boolean" or { oneOf: [...] }',
    });
  }
}

function inModel({ name, statement, engine }: AnyProperty, { model, claim, exercised }: Elsewhere<never>): AnyProperty {
  const here = { name, statement, model, exercised, ...(claim && { claim }), ...(engine && { engine }) };
  return here as unknown as AnyProperty;
}

function rejectDoubles(folder: string, properties: readonly AnyProperty[]): void {
  const seen = new Set<string>();
  for (const { name, model } of properties) {
    const key = JSON.stringify([name, model.name]);
    if (seen.has(key)) {
      throw new BadUse(`two files in ${folder} are both named ${name}: give one of the properties another name`);
    }
    seen.add(key);
  }
  for (const model of new Set(properties.map((property) => property.model))) {
    const other = properties.find((property) => property.model !== model && property.model.name === model.name);
    if (other !== undefined) {
      throw new BadUse(`two models in ${folder} are both named ${model.name}: give one of them another name`);
    }
    const names = model.designs.map(({ name }) => name);
    const double = names.find((name, index) => names.indexOf(name) !== index);
    if (double !== undefined) {
      throw new BadUse(
        `two designs of the model ${model.name} are both named ${double}: give one of them another name`,
      );
    }
  }
}
