import { parseArgs } from "node:util";
import type { BenchOptions } from "./part.ts";

/** Reads `--name number` for each of `defaults`; throws one sentence if the command line is not understood. */
export function readOptions(args: readonly string[], defaults: BenchOptions): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" as const }])),
  });
  const given = Object.entries(values).map(([name, text]) => [name, wholeNumber(`--${name}`, String(text))] as const);
  return { ...defaults, ...Object.fromEntries(given) };
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) {
    throw new Error(`${option} takes a whole number from 1 to 9999999, not "${text}"`);
  }
  return Number(text);
}
