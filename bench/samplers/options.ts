import { parseArgs } from "node:util";
import type { TrialOptions } from "./trials.ts";

/** Reads the command line; throws one sentence if it is not understood. */
export function readOptions(args: readonly string[]): TrialOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: "string", default: "20" },
      cap: { type: "string", default: "10000" },
      seconds: { type: "string", default: "1" },
    },
  });
  return {
    seeds: positive("--seeds", values.seeds),
    cap: positive("--cap", values.cap),
    seconds: positive("--seconds", values.seconds),
  };
}

function positive(option: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) {
    throw new Error(`${option} takes a whole number from 1 to 9999999, not "${text}"`);
  }
  return Number(text);
}
