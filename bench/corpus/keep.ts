import type { Catalogue } from "../../src/check/catalogue.ts";
import { propertyFor } from "../../src/check/catalogue.ts";
import { judgeOf } from "../../src/check/judge.ts";
import { replayCommandOf } from "../../src/cli/replay-command.ts";
import { standardOracles } from "../../src/oracles/standard.ts";
import { explain } from "../../src/report/explain.ts";
import { addToGallery } from "../../src/report/gallery.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import type { Hunted } from "./hunt.ts";

/** Writes the minimal trace of a bug to a folder, in the form of the gallery; returns the path of its file. */
export function keep(folder: string, { model, design, entry, shown }: Hunted, catalogue: Catalogue): string {
  const counterexample = theOne(shown, entry.id);
  const { claims } = judgeOf([propertyFor(entry.breaks, design.name, catalogue)]);
  const replay = replayCommandOf(catalogue.models, counterexample);
  const observers = standardOracles();
  const flaw = { id: entry.id, title: entry.title };
  return addToGallery(folder, explain({ model, design, claims, observers, counterexample, flaw, replay }));
}

function theOne(shown: Counterexample | null, id: string): Counterexample {
  if (shown === null) {
    throw new Error(`${id} was not found: there is nothing to keep of it`);
  }
  return shown;
}
