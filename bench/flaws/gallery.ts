import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnyModel } from "../../src/check/catalogue.ts";
import { loadOne } from "../../src/corpus/corpus.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import { compareSizes } from "../../src/shrink/order.ts";

const GALLERY = fileURLToPath(new URL("../../reports/gallery", import.meta.url));

/** The smallest counterexample of a flaw in one design. */
export interface Shown {
  readonly flaw: string;
  readonly shown: Counterexample;
}

/** One for each flaw and design of the gallery, in the order of its files. */
export function smallestOfEach(models: readonly AnyModel[]): readonly Shown[] {
  const smallest = new Map<string, Shown>();
  for (const file of readdirSync(GALLERY).filter((name) => name.endsWith(".json"))) {
    const shown = loadOne(join(GALLERY, file), (name) => models.find((model) => model.name === name) ?? null);
    const flaw = file.slice(0, file.indexOf(`-${shown.design}-${shown.property}`));
    const key = `${flaw} ${shown.design}`;
    const best = smallest.get(key);
    if (best === undefined || compareSizes(shown.size, best.shown.size) < 0) {
      smallest.set(key, { flaw, shown });
    }
  }
  return [...smallest.values()];
}
