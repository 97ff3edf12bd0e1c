import { closest } from "fastest-levenshtein";
import { BadUse } from "../check/bad-use.ts";
import { STRATEGIES } from "../strategies/by-name.ts";

/** Always throws: one sentence on what is wrong with the argument of a strategy, or with the nearest strategy there is. */
export function unknownStrategy(text: string, others: readonly string[] = []): never {
  const [name = ""] = text.split(":");
  const entry = STRATEGIES.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const names = [...others, ...STRATEGIES.map((candidate) => candidate.name)];
    const usages = [...others, ...STRATEGIES.map(({ usage }) => usage)];
    const hint = names.includes(name) ? `${name} takes no argument` : `did you mean ${closest(name, names)}?`;
    throw new BadUse(`there is no strategy "${text}": ${hint} (there are ${usages.join(", ")})`);
  }
  if (entry.usage === name) {
    throw new BadUse(`strategy "${text}": ${name} takes no argument`);
  }
  const least = entry.make(0, 0) === null ? 1 : 0;
  throw new BadUse(
    `strategy "${text}": the argument of ${name} is a whole number from ${least} to 9999, as in ${name}:3`,
  );
}
