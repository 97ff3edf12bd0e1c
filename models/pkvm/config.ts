import type { Domains } from "../../src/scenario/model.ts";
import type { Scenario, Values } from "../../src/scenario/scenario.ts";

/** Pages of memory, in blocks of two; the host's root has two pages side by side. */
export const PAGES = 8;
export const BLOCK = 2;
export const GUESTS = 2;
/** The pages that calls are about: both of a block, and one under the second page of the root. */
export const PAGE = { oneOf: [0, 1, 4] } as const;

export const settings: Domains = {
  /** The host has accessed the first block. */
  block: "boolean",
  /** Pages in the pool for the host's tables, and in the cache for each guest's. */
  pool: { oneOf: [4, 1, 0] },
  mem: { oneOf: [2, 1, 0] },
};

/** The settings of a scenario, typed. Shared by all its runs. */
export interface Config {
  readonly block: boolean;
  readonly pool: number;
  readonly mem: number;
}

const known = new WeakMap<Scenario, Config>();

export function configOf(scenario: Scenario): Config {
  const { settings: given } = scenario;
  const config = known.get(scenario) ?? {
    block: given["block"] === true,
    pool: numberOf(given, "pool"),
    mem: numberOf(given, "mem"),
  };
  known.set(scenario, config);
  return config;
}

/** Throws if there is no such number. */
export function numberOf(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== "number") {
    throw new Error(`pkvm: ${name} is ${String(value)}, give a number`);
  }
  return value;
}
