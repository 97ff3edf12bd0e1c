import { parseArgs } from "node:util";
import type { MeasureOptions } from "./measure.ts";

export interface BenchOptions extends MeasureOptions {
  readonly json: boolean;
}

/** Reads the command line; throws one sentence if it is not understood. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      rounds: { type: "string", default: "9" },
      milliseconds: { type: "string", default: "200" },
    },
  });
  return {
    json: values.json,
    rounds: positive("--rounds", values.rounds),
    milliseconds: positive("--milliseconds", values.milliseconds),
  };
}

function positive(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new Error(`${option} takes a whole number from 1 to 999999, not "${text}"`);
  }
  return Number(text);
}
