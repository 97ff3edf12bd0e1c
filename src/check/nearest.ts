import { closest } from "fastest-levenshtein";
import { BadUse } from "./bad-use.ts";

/** The entry called `name`; otherwise one sentence with the nearest name there is. */
export function byName<T extends { readonly name: string }>(kind: string, name: string, entries: readonly T[]): T {
  const hit = entries.find((entry) => entry.name === name);
  if (hit !== undefined) {
    return hit;
  }
  const names = entries.map((entry) => entry.name);
  const hint = names.length === 0 ? "there is none" : `did you mean ${closest(name, names)}?`;
  throw new BadUse(`there is no ${kind} called "${name}": ${hint} (\`s2check list\` shows all)`);
}
