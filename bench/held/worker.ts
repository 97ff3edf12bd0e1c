import { loadCatalogue } from "../../src/check/catalogue.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { searchHeld } from "./search.ts";
import type { HeldOptions, HeldRow } from "./search.ts";

export interface HeldJob {
  readonly model: string;
  readonly design: string;
  readonly options: HeldOptions;
}

const { models, properties } = await loadCatalogue(PROPERTIES);

/** One design, in a thread of its own. What it is known to break is not judged. */
export default function work({ model: name, design: of, options }: HeldJob): HeldRow {
  const model = models.find((one) => one.name === name)!;
  const design = model.designs.find((one) => one.name === of)!;
  const own = properties.filter((property) => property.model === model && !design.breaks.includes(property.name));
  return searchHeld(model, design, own, options);
}
