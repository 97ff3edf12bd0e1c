import { closest } from "fastest-levenshtein";
import { BadUse } from "../check/bad-use.ts";
import { STRATEGIES } from "../strategies/by-name.ts";

/** Always throws: one sentence with the nearest strategy there is. */
export function unknownStrategy(text: string, others: readonly string[] = []): never {
  const usages = [...others, ...STRATEGIES.map((entry) => entry.usage)];
  throw new BadUse(
    `there is no strategy "${text}": did you mean ${closest(text, usages)}? (there are ${usages.join(", ")})`,
  );
}
