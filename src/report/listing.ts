import { wrap } from "./wrap.ts";

interface Named {
  readonly name: string;
  readonly title: string;
}

/** Every name that a command line takes. */
export interface Listing {
  readonly models: readonly (Named & {
    readonly designs: readonly (Named & { readonly breaks: readonly string[] })[];
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

function designLines({ name, title, breaks }: Named & { readonly breaks: readonly string[] }): string[] {
  return [...entry(name, title), ...(breaks.length === 0 ? [] : entry("", `declared to break ${breaks.join(", ")}`))];
}

const WIDTH = 80;
const NAME = 24;

/** A name too long for its column stands on a line of its own. */
function entry(name: string, text: string): string[] {
  const indent = " ".repeat(NAME);
  const start = `    ${name}`;
  return start.length < NAME
    ? wrap(start.padEnd(NAME) + text, WIDTH, indent)
    : [start, ...wrap(indent + text, WIDTH, indent)];
}
