import type { AnyModel } from "../check/catalogue.ts";
import { printLine } from "../corpus/line.ts";
import type { Counterexample } from "../shrink/counterexample.ts";

/** The whole command that shows a counterexample again. */
export function replayCommandOf(models: readonly AnyModel[], found: Counterexample): string {
  const model = models.find((candidate) => candidate.name === found.model);
  if (model === undefined) {
    throw new Error(`no model is called ${found.model}`);
  }
  return `npm run -s s2check -- replay ${printLine(model, found)}`;
}
