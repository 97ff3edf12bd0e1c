import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BadUse } from "./bad-use.ts";
import type { AnyEvents } from "../core/program.ts";
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

/** Finds every property: one default export a file in `folder`. There is no central list. */
export async function loadCatalogue(folder: string): Promise<Catalogue> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).toSorted();
  const properties: AnyProperty[] = [];
  for (const file of files) {
    properties.push(await loadProperty(join(folder, file)));
  }
  rejectDoubles(properties);
  return { properties, models: [...new Set(properties.map((p) => p.model))] };
}

async function loadProperty(path: string): Promise<AnyProperty> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    throw new BadUse(`${path} does not load: ${error instanceof Error ? error.message : String(error)}`);
  }
  const candidate = module.default;
  if (!isProperty(candidate)) {
    throw new BadUse(`${path} exports no property: write \`export default property({ name, statement, model, … })\``);
  }
  return candidate;
}

function isProperty(candidate: unknown): candidate is AnyProperty {
  return (
    typeof candidate === "object" &&
    candidate !== null &&
    "name" in candidate &&
    typeof candidate.name === "string" &&
    "statement" in candidate &&
    "model" in candidate &&
    ("claim" in candidate || "engine" in candidate)
  );
}

function rejectDoubles(properties: readonly AnyProperty[]): void {
  const seen = new Set<string>();
  for (const { name } of properties) {
    if (seen.has(name)) {
      throw new BadUse(`two files in properties/ are both named ${name}: give one of them another name`);
    }
    seen.add(name);
  }
}
