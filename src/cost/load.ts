import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BadUse } from "../check/bad-use.ts";
import type { Design } from "../scenario/model.ts";
import type { CostModel } from "./cost-model.ts";

export interface LoadedCost {
  readonly model: CostModel;
  /** In the order of their names, the baseline first. */
  readonly designs: readonly Design[];
}

/** Finds every model in `folder` that has a `cost/cost.ts`, and its designs: whatever the files in its `designs` export. */
export async function loadCosts(folder: string): Promise<readonly LoadedCost[]> {
  const costs: LoadedCost[] = [];
  for (const name of await namesIn(folder)) {
    const files = await namesIn(join(folder, name, "cost")).catch((): string[] => []);
    if (files.includes("cost.ts")) {
      const { default: model } = (await load(join(folder, name, "cost/cost.ts"))) as { readonly default: CostModel };
      costs.push({ model, designs: await designsIn(join(folder, name, "designs"), model) });
    }
  }
  if (costs.length === 0) {
    throw new BadUse(
      `there is no model with a cost in ${folder}: it is told in a file cost/cost.ts of the model's folder`,
    );
  }
  return costs;
}

async function designsIn(folder: string, { isDesign, baseline }: CostModel): Promise<Design[]> {
  const found = new Map<string, Design>();
  for (const file of (await namesIn(folder)).filter((name) => name.endsWith(".ts"))) {
    for (const candidate of Object.values(await load(join(folder, file)))) {
      if (isDesign(candidate)) {
        found.set(candidate.name, candidate);
      }
    }
  }
  found.delete(baseline.name);
  return [baseline, ...[...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    throw new BadUse(`${folder} is no folder that can be read: --models wants one with a folder for each model`, {
      cause: error,
    });
  }
}

async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BadUse(`${path} does not load: ${message.trim().replaceAll(/\s+/g, " ")}`, { cause: error });
  }
}
