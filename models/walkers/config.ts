import type { Domains } from "../../src/scenario/model.ts";
import type { Scenario, Values } from "../../src/scenario/scenario.ts";

/** Guest pages: two blocks of two. */
export const PAGES = 4;
export const BLOCK = 2;
/** The frame behind guest page 0; the others follow. */
export const FRAME = 4;

export const IA = { min: 0, max: PAGES - 1 } as const;

/** What is mapped at the beginning in the two pages of one block: nothing, a block, one page, the other one, both. */
const MAPPED = { oneOf: [0, 1, 2, 3, 4] } as const;

export const settings: Domains = {
  half0: MAPPED,
  half1: MAPPED,
  /** What is mapped at the beginning is read-only; or was not accessed since the last aging. */
  ro: "boolean",
  old: "boolean",
  /** The slot's dirty log is on: pages only, writable once they are in the log. */
  logging: "boolean",
  /** FEAT_HAFDBS: the CPU sets the access flag. */
  hafdbs: "boolean",
  /** FEAT_TLBIRANGE and FEAT_S2FWB: an unmap flushes its leaves with one TLBI at its end. */
  ranges: "boolean",
  /** A level more above the blocks. */
  deep: "boolean",
};

/** The settings of a scenario, typed. Shared by all its runs. */
export interface Config {
  readonly halves: readonly [number, number];
  readonly ro: boolean;
  readonly old: boolean;
  readonly logging: boolean;
  readonly hafdbs: boolean;
  readonly ranges: boolean;
  readonly deep: boolean;
  /** Calls by tasks of the VMM, vCPUs among them. */
  readonly calls: number;
  /** Role of each task. */
  readonly roles: readonly string[];
}

/** Roles of threads of the VMM. */
const VMM = new Set(["vcpu", "vmm"]);

const known = new WeakMap<Scenario, Config>();

export function configOf(scenario: Scenario): Config {
  const config = known.get(scenario) ?? read(scenario);
  known.set(scenario, config);
  return config;
}

function read({ settings: given, tasks }: Scenario): Config {
  return {
    halves: [numberOf(given, "half0"), given["half1"] === undefined ? 0 : numberOf(given, "half1")],
    ro: given["ro"] === true,
    old: given["old"] === true,
    logging: given["logging"] === true,
    hafdbs: given["hafdbs"] === true,
    ranges: given["ranges"] === true,
    deep: given["deep"] === true,
    calls: tasks.filter(({ role }) => VMM.has(role)).reduce((sum, { commands }) => sum + commands.length, 0),
    roles: tasks.map(({ role }) => role),
  };
}

/** Throws if the scenario has no such number. */
export function numberOf(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== "number") {
    throw new Error(`walkers: ${name} is ${String(value)}, give a number`);
  }
  return value;
}

/** `[ia, ia + pages)`, cut at the end of the guest's memory. */
export function rangeOf(values: Values): readonly [ia: number, pages: number] {
  const ia = numberOf(values, "ia");
  return [ia, Math.min(numberOf(values, "pages"), PAGES - ia)];
}
