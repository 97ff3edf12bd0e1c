import type { Domains } from "../../src/scenario/model.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { numberOf } from "../walkers/config.ts";

const MAPPED = { oneOf: [0, 1, 2, 4] } as const;

export const settings: Domains = {
  /** What is mapped at the beginning in the two pages of one block: nothing, a block, one page, both. */
  half0: MAPPED,
  half1: MAPPED,
  ro: "boolean",
  /** The TLBs of vCPUs hold it all at the beginning. */
  warm: "boolean",
  /** The CPUs of the others ran another guest last. */
  other: "boolean",
  /** FEAT_TLBIRANGE and FEAT_S2FWB. */
  ranges: "boolean",
};

/** The settings of a scenario, typed. Shared by all its runs. */
export interface Config {
  readonly halves: readonly [number, number];
  readonly ro: boolean;
  readonly old: false;
  readonly warm: boolean;
  readonly other: boolean;
  readonly ranges: boolean;
  /** Role of each task. */
  readonly roles: readonly string[];
}

const known = new WeakMap<Scenario, Config>();

export function configOf(scenario: Scenario): Config {
  const config = known.get(scenario) ?? read(scenario);
  known.set(scenario, config);
  return config;
}

function read({ settings: given, tasks }: Scenario): Config {
  return {
    halves: [numberOf(given, "half0"), numberOf(given, "half1")],
    ro: given["ro"] === true,
    old: false,
    warm: given["warm"] === true,
    other: given["other"] === true,
    ranges: given["ranges"] === true,
    roles: tasks.map(({ role }) => role),
  };
}
