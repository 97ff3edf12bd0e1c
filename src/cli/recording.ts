import { BadUse } from "../check/bad-use.ts";
import { propertyFor } from "../check/catalogue.ts";
import type { AnyProperty, Catalogue } from "../check/catalogue.ts";
import { designNamed } from "../check/design-named.ts";
import { byName } from "../check/nearest.ts";
import type { Saved } from "../corpus/corpus.ts";
import { LINE, parseLine } from "../corpus/line.ts";
import type { Design } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";

/** A counterexample to be run again, looked up. */
export interface Recording extends Pick<Counterexample, "scenario" | "schedule"> {
  readonly property: AnyProperty;
  readonly design: Design;
  readonly mended: readonly string[];
  /** What a file says besides: of its size, its flaws and their proof. A line says nothing. */
  readonly recorded: Counterexample | null;
}

/** Throws `BadUse` about a name that there is no more. */
export function fromSaved({ counterexample: recorded }: Saved, catalogue: Catalogue): Recording {
  const { property, design, mended, scenario, schedule } = recorded;
  return { ...lookUp(catalogue, property, design, mended), scenario, schedule, recorded };
}

/** From the line that a report prints; throws `BadUse` or `BadData` about the first thing that is wrong. */
export function fromLine(text: string, catalogue: Catalogue): Recording {
  if (!text.includes(":")) {
    throw new BadUse(`there is no file or folder ${text}, and it is no counterexample: one looks like ${LINE}`);
  }
  const { property, design, mended, scenario, schedule } = parseLine(text);
  const found = lookUp(catalogue, property, design, mended);
  return { ...found, scenario: scenario(found.property.model), schedule, recorded: null };
}

/** `racy`, `racy with RMW mended`. */
export function whoOf({ design, mended }: Pick<Recording, "design" | "mended">): string {
  return mended.length === 0 ? design.name : `${design.name} with ${mended.join(", ")} mended`;
}

function lookUp(
  catalogue: Catalogue,
  propertyName: string,
  designName: string,
  mended: readonly string[],
): Pick<Recording, "property" | "design" | "mended"> {
  const property = propertyFor(propertyName, designName, catalogue);
  const design = designNamed(designName, property.model.designs);
  const flaws = design.flaws.map(({ id }) => ({ name: id }));
  for (const id of mended) {
    byName(`flaw of ${design.name}`, id, flaws);
  }
  return { property, design, mended };
}
