import type { Flaw } from "../scenario/model.ts";
import { wrap } from "./wrap.ts";

interface Named {
  readonly name: string;
  readonly title: string;
}

interface DesignListing extends Named {
  readonly breaks: readonly string[];
  readonly seldom: readonly string[];
  readonly flaws: readonly Flaw[];
}

/** Every name that a command line takes. */
export interface Listing {
  readonly models: readonly (Named & {
    readonly designs: readonly DesignListing[];
  })[];
  readonly properties: readonly { readonly name: string; readonly statement: string; readonly model: string }[];
  readonly strategies: readonly Named[];
}

/** As text, at most 80 columns. */
export function listText({ models, properties, strategies }: Listing): string {
  const lines: string[] = [];
  for (const model of models) {
    lines.push(`model ${model.name}: ${model.title}`, "", "  designs", ...model.designs.flatMap(designLines), "");
    const own = properties.filter((property) => property.model === model.name);
    lines.push("  properties", ...own.flatMap(({ name, statement }) => entry(name, statement)), "");
  }
  lines.push("strategies", ...strategies.flatMap(({ name, title }) => entry(name, title)));
  return `${lines.join("\n")}\n`;
}

function designLines({ name, title, breaks, seldom, flaws }: DesignListing): string[] {
  const declared = breaks.length === 0 ? [] : entry("", `declared to break ${breaks.join(", ")}`);
  const rare = seldom.length === 0 ? [] : entry("", `and seldom ${seldom.join(", ")}`);
  return [...entry(name, title), ...declared, ...rare, ...flaws.flatMap(flawLines)];
}

function flawLines({ id, title, breaks = [] }: Flaw): string[] {
  const what = breaks.length === 0 ? "" : ` (breaks ${breaks.join(", ")})`;
  return wrap(`${" ".repeat(NAME)}${id.padEnd(ID)} ${title}${what}`, WIDTH, " ".repeat(NAME + ID + 1));
}

const WIDTH = 80;
const NAME = 24;
const ID = 5;

/** A name too long for its column stands on a line of its own. */
function entry(name: string, text: string): string[] {
  const indent = " ".repeat(NAME);
  const start = `    ${name}`;
  return start.length < NAME
    ? wrap(start.padEnd(NAME) + text, WIDTH, indent)
    : [start, ...wrap(indent + text, WIDTH, indent)];
}
