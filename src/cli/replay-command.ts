import type { AnyModel } from "../check/catalogue.ts";
import { printLine } from "../corpus/line.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { PROPERTIES } from "./folders.ts";

type Replayed = Pick<Counterexample, "model" | "design" | "mended" | "property" | "scenario" | "schedule">;

/** The whole command that shows a counterexample again; `folder` is where its property was found. */
export function replayCommandOf(models: readonly AnyModel[], found: Replayed, folder: string = PROPERTIES): string {
  const model = models.find((candidate) => candidate.name === found.model);
  if (model === undefined) {
    throw new Error(`no model is called ${found.model}`);
  }
  const where = folder === PROPERTIES ? "" : `--properties ${inShell(folder)} `;
  return `npm run -s s2check -- replay ${where}${printLine(model, found)}`;
}

/** As a POSIX shell reads it back. */
function inShell(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
