import { readdirSync } from "node:fs";
import type { BenchPart } from "./part.ts";

const FOLDER = new URL("parts/", import.meta.url);

/** Names of all parts: one file each, found by its being there. */
export function partNames(): string[] {
  return readdirSync(FOLDER)
    .map((file) => file.replace(/\.ts$/, ""))
    .toSorted();
}

/** Throws one sentence if there is no such part. */
export async function loadPart(name: string): Promise<BenchPart> {
  if (!partNames().includes(name)) {
    throw new Error(`no part of the benchmarks is called "${name}"; there are ${partNames().join(", ")}`);
  }
  const module = (await import(new URL(`${name}.ts`, FOLDER).href)) as { readonly default: BenchPart };
  return module.default;
}
