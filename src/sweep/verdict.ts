import type { Probed } from "../check/probe.ts";
import type { Setting } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import type { RawFinding } from "../check/search.ts";
import type { Searched } from "./schemas.ts";

/** All that is known of one setting so far; filled in as the work goes on. */
export interface SettingVerdict {
  readonly setting: Setting;
  /** As it is run and replayed, e.g. `maple-v3@clearPoint=never`. */
  readonly design: string;
  /** How many knobs stand otherwise than in the base, not counting those that do so in every setting. */
  readonly distance: number;
  /** By property. */
  readonly broken: Map<string, Counterexample>;
  /** Properties whose counterexample was shrunk in this very setting. */
  readonly shrunk: Set<string>;
  /** Found and not shrunk yet. */
  pending: readonly RawFinding[];
  /** Scenarios of the sequence that were searched: from the first up to this one. */
  searched: number;
  scenarios: number;
  schedules: number;
  whole: number;
  bounded: number;
  /** How many of the known scenarios were tried, in how many schedules, and of how many all up to their bound. */
  probes: number;
  probeSchedules: number;
  probesBounded: number;
  readonly reached: Map<string, number>;
  /** How many of the list of known scenarios were offered to it. */
  probed: number;
  trouble: string;
}

export function newVerdict(setting: Setting, design: string, distance: number): SettingVerdict {
  const known = { broken: new Map(), shrunk: new Set<string>(), pending: [] };
  const effort = { searched: 0, scenarios: 0, schedules: 0, whole: 0, bounded: 0 };
  const probing = { probes: 0, probeSchedules: 0, probesBounded: 0, probed: 0 };
  return { setting, design, distance, ...known, ...effort, ...probing, reached: new Map(), trouble: "" };
}

/** Adds up what a search did. */
export function addSearch(verdict: SettingVerdict, to: number, done: Searched): void {
  verdict.searched = to;
  verdict.scenarios += done.scenarios;
  verdict.schedules += done.schedules;
  verdict.whole += done.whole;
  verdict.bounded += done.bounded;
  verdict.trouble = done.trouble;
  verdict.pending = done.found;
  for (const [name, times] of Object.entries(done.reached)) {
    verdict.reached.set(name, (verdict.reached.get(name) ?? 0) + times);
  }
}

export function addProbes(verdict: SettingVerdict, done: Probed): void {
  verdict.probes += done.probes;
  verdict.probeSchedules += done.schedules;
  verdict.probesBounded += done.bounded;
  done.found.forEach((found) => verdict.broken.set(found.property, found));
}
