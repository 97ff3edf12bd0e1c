import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { BadUse } from "./bad-use.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { AnyEvents } from "../core/program.ts";
import { checked } from "../scenario/explain.ts";
import type { Design, Model } from "../scenario/model.ts";
import type { Property } from "../scenario/property.ts";

/** Properties and models as they lie on disk; the types of their states and events are of no interest here. */
export type AnyProperty = Property<unknown, Design, AnyEvents>;
export type AnyModel = Model<unknown, Design, AnyEvents>;

export interface Catalogue {
  /** In the order of their names. */
  readonly properties: readonly AnyProperty[];
  readonly models: readonly AnyModel[];
}

const FORM = "write `export default property({ name, statement, model, … })`";

/** What the types of a property promise and nothing has checked by the time a file is loaded. */
const propertySchema = z.looseObject({
  name: z.string().min(1),
  statement: z.string(),
  model: z.looseObject({
    name: z.string(),
    designs: z.array(z.looseObject({ name: z.string(), breaks: z.array(z.string()) })).min(1),
    roles: z.looseObject({}),
  }),
  engine: z.array(z.enum(ENGINE_CLAIMS)).min(1).optional(),
  exercised: z.array(z.string()),
});

/** Finds every property: one default export a file in `folder`. There is no central list. */
export async function loadCatalogue(folder: string): Promise<Catalogue> {
  const properties: AnyProperty[] = [];
  for (const file of await propertyFilesIn(folder)) {
    properties.push(await loadProperty(join(folder, file)));
  }
  rejectDoubles(folder, properties);
  return { properties, models: [...new Set(properties.map((p) => p.model))] };
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

async function loadProperty(path: string): Promise<AnyProperty> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BadUse(`${path} does not load: ${message.trim().replaceAll(/\s+/g, " ")}`, { cause: error });
  }
  return propertyOf(path, module.default);
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

function rejectDoubles(folder: string, properties: readonly AnyProperty[]): void {
  const seen = new Set<string>();
  for (const { name } of properties) {
    if (seen.has(name)) {
      throw new BadUse(`two files in ${folder} are both named ${name}: give one of the properties another name`);
    }
    seen.add(name);
  }
}
