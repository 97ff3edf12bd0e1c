import type { Domains } from "../../../src/scenario/model.ts";
import type { Scenario, Values } from "../../../src/scenario/scenario.ts";
import { type Geometry, tiny } from "../../stage2/geometry.ts";
import { alignDown } from "../../stage2/interval.ts";
import { emptyTable, freshPages, leafDescriptor, TABLE, upperAt } from "../guest/guest-table.ts";
import type { GuestLevels } from "../guest/guest-table.ts";
import { lifeConfigOf } from "./life-config.ts";
import type { LifeConfig } from "./life-config.ts";
import { backedHost } from "../host/host.ts";
import type { HostStart } from "../host/host.ts";

/** An address domain; commands share them, so that generated tasks meet. */
export const NESTED = { min: 0, max: tiny.nestedSize - tiny.page, hex: true } as const;
export const CANONICAL = { min: 0, max: tiny.canonicalSize - tiny.page, hex: true } as const;

/** What a scenario may set, for one VM of L1 with number 0, another with number 1, and L1's memory. */
export const settings: Domains = {
  /** How many of the three entries below L1 has written at the beginning; 0 and 1 for VM 0, 2 for VM 1. */
  mappings: { min: 0, max: 3 },
  n0: NESTED,
  c0: CANONICAL,
  block0: "boolean",
  ro0: "boolean",
  n1: NESTED,
  c1: CANONICAL,
  block1: "boolean",
  n2: NESTED,
  c2: CANONICAL,
  block2: "boolean",
  /** vCPUs begin in the context of VM 0 with stage-2 off. */
  s2_off: "boolean",
  /** Slots for shadow tables; a scenario with more vCPUs gets as many as vCPUs. */
  shadows: { min: 1, max: 3 },
  memslots: { min: 1, max: 2 },
  /** The host backs memory with huge pages where it can. */
  thp: "boolean",
  /** How many allocations may fail, and how often mmu_lock may be dropped between chunks. */
  failures: { min: 0, max: 2 },
  yields: { min: 0, max: 2 },
};

/** One entry of L1's tables. */
export interface GuestEntry {
  readonly vm: number;
  readonly n: number;
  readonly c: number;
  readonly isBlock: boolean;
  readonly ro: boolean;
}

/** The settings of a scenario, typed, with what follows from its tasks. Shared by all its runs. */
export interface Config {
  /** By VMID. */
  readonly guests: readonly GuestLevels[];
  readonly host: HostStart;
  /** Index into CONTEXTS of vcpu.ts. */
  readonly context: number;
  readonly shadows: number;
  readonly slots: number;
  readonly failures: number;
  readonly yields: number;
  /** Role of each task. */
  readonly tasks: readonly string[];
  readonly slots_change: boolean;
  readonly life: LifeConfig;
  /** One of LOG_MODES (dirty-log.ts). */
  readonly log_mode: number;
  /** All memslots log from the beginning. */
  readonly logged: boolean;
  readonly guest_af: boolean;
  readonly hardware_af: boolean;
  /** Tasks whose CPUs have TLBs of their own; null if TLBs are not told apart. */
  readonly cpus: readonly number[] | null;
  /** Where the first VNCR page of L1's EL2 is at the beginning; null if nobody uses any. */
  readonly vncr: number | null;
}

const known = new WeakMap<Scenario, Config>();

export function configOf(scenario: Scenario): Config {
  const config = known.get(scenario) ?? read(scenario);
  known.set(scenario, config);
  return config;
}

function read(scenario: Scenario): Config {
  const { settings: given, tasks } = scenario;
  const roles = tasks.map((task) => task.role);
  const entries = [0, 1, 2].slice(0, numberOf(given, "mappings")).flatMap((index) => initialEntries(given, index));
  return {
    guests: [0, 1].map((vm) => entries.filter((entry) => entry.vm === vm).reduce(withEntry, emptyTable(tiny))),
    host: hostOf(given, roles.includes("gmem")),
    context: given.s2_off === true ? 2 : 0,
    shadows: Math.max(numberOf(given, "shadows"), roles.filter((role) => role === "vcpu").length),
    slots: numberOf(given, "memslots"),
    failures: numberOf(given, "failures"),
    yields: numberOf(given, "yields"),
    tasks: roles,
    life: lifeConfigOf(scenario),
    slots_change: roles.includes("vmm") || roles.includes("slots") || roles.includes("migration"),
    log_mode: Number(given["log_mode"] ?? 0),
    logged: given["logged"] === true,
    cpus: given["own_tlbs"] === true ? cpusOf(roles) : null,
    guest_af: given["guest_af"] === true,
    hardware_af: given["hardware_af"] === true,
    vncr: usesVncr(tasks) ? Number(given["vncr_c"] ?? 0) : null,
  };
}

const hostOf = (given: Values, gmem: boolean): HostStart =>
  backedHost(tiny, given["thp"] === true && !gmem, given["hugetlb"] === true, gmem);

const cpusOf = (roles: readonly string[]): number[] =>
  roles.flatMap((role, task) => (role === "vcpu" || role === "l1" ? [task] : []));

const usesVncr = (tasks: Scenario["tasks"]): boolean =>
  tasks.some(({ commands }) => commands.some(({ name }) => name.startsWith("vncr")));

function withEntry(table: GuestLevels, { n, c, isBlock, ro }: GuestEntry): GuestLevels {
  const leaf = leafDescriptor(c, ro);
  const entry = Math.floor((n * table.upper.length) / table.pages.length);
  if (isBlock) {
    return { ...table, upper: table.upper.with(entry, leaf) };
  }
  const pages = upperAt(table, n) === TABLE ? table.pages.with(n, leaf) : freshPages(table, n, leaf);
  return { upper: table.upper.with(entry, TABLE), pages };
}

/** L1 writes aligned blocks: an address inside one stands for it. */
export function guestEntry(g: Geometry, vm: number, n: number, c: number, isBlock: boolean, ro: boolean): GuestEntry {
  const size = isBlock ? (g.blocks[0] ?? g.page) : g.page;
  return { vm, n: alignDown(n, size), c: alignDown(c, size), isBlock, ro };
}

/** The first is a run of entries side by side where a scenario says how long. */
function initialEntries(given: Values, index: number): GuestEntry[] {
  const first = initialEntry(given, index);
  const size = first.isBlock ? (tiny.blocks[0] ?? tiny.page) : tiny.page;
  const run = index === 0 ? Number(given["run"] ?? 1) : 1;
  const fits = Math.min(run, tiny.nestedSize - first.n, tiny.canonicalSize - first.c);
  const count = Math.max(1, Math.floor(fits / size));
  return Array.from({ length: count }, (_, i) => ({ ...first, n: first.n + i * size, c: first.c + i * size }));
}

function initialEntry(given: Values, index: number): GuestEntry {
  const [n, c] = [numberOf(given, `n${index}`), numberOf(given, `c${index}`)];
  return guestEntry(tiny, index === 2 ? 1 : 0, n, c, given[`block${index}`] === true, given[`ro${index}`] === true);
}

export function numberOf(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== "number") {
    throw new Error(`nested: ${name} is ${String(value)}, give a number`);
  }
  return value;
}
