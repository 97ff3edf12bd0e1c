import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BadUse } from "../check/bad-use.ts";
import type { ConformModel } from "./conform-model.ts";

/** The model in `folder` that has a `conform/conform.ts`; there is one in this project. */
export async function loadConformModel(folder: string): Promise<ConformModel> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.toSorted()) {
    const files = await readdir(join(folder, name, "conform")).catch((): string[] => []);
    if (files.includes("conform.ts")) {
      const path = join(folder, name, "conform/conform.ts");
      const { default: model } = (await import(pathToFileURL(path).href)) as { readonly default: ConformModel };
      return model;
    }
  }
  throw new BadUse(
    `no model in ${folder} judges recordings: that is told in a file conform/conform.ts of a model's folder`,
  );
}
