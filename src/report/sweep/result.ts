import type { Setting } from "../../scenario/model.ts";
import type { Finding } from "../finding.ts";

/**
 * `safe`: no setting with it was broken for its sake. `unsafe`: every setting with it is broken. `depends`: safe only
 * together with some values of other knobs. `undecided`: not all settings with it were judged.
 */
export type SweepVerdict = "safe" | "unsafe" | "depends" | "undecided";

/** What was run and broke nothing. */
export interface Explored {
  readonly scenarios: number;
  readonly schedules: number;
  /** Scenarios of which every schedule was run, and those of which every schedule within `scope` was. */
  readonly whole: number;
  readonly bounded: number;
  /** Scenarios that broke other settings, tried here; how many schedules; how many of them to the end of their bound. */
  readonly probes: number;
  readonly probeSchedules: number;
  readonly probesBounded: number;
}

/** A break in short: the whole trace comes with the replay command. */
export interface BrokenProperty {
  readonly property: string;
  readonly message: string;
  readonly size: string;
  readonly replay: string;
}

export interface SettingResult {
  /** What the knobs that are turned stand at. */
  readonly setting: Setting;
  /** As `check` and `replay` name it. */
  readonly design: string;
  readonly verdict: "safe" | "unsafe" | "undecided";
  /** Simplest first; of an unsafe setting not all properties were searched to the end. */
  readonly broken: readonly BrokenProperty[];
  readonly explored: Explored;
  /** Why it is undecided; empty otherwise. */
  readonly remark: string;
}

/** Values that together make every setting unsafe, none of which can be left out. */
export interface CauseResult<F = Finding> {
  readonly values: Setting;
  /** Settings that have these values. */
  readonly settings: number;
  /** The setting nearest to the base that shows it. */
  readonly design: string;
  /** What breaks there, simplest first. */
  readonly findings: readonly F[];
}

export interface ValueResult {
  readonly knob: string;
  readonly value: string;
  readonly verdict: SweepVerdict;
  /** Positions in `causes` of those that it is part of. */
  readonly causes: readonly number[];
  /** For `depends`: with what it is safe, a phrase each. */
  readonly needs: readonly string[];
  /** Settings with it that held, and what was run of them in all. */
  readonly held: number;
  readonly explored: Explored;
}

/** Two values of different knobs. */
export interface PairResult {
  /** Positions in `values`. */
  readonly first: number;
  readonly second: number;
  readonly verdict: SweepVerdict;
  /** Unsafe although neither value is by itself. */
  readonly together: boolean;
  readonly causes: readonly number[];
  /** Settings with both that held. */
  readonly held: number;
}

/** All that one `sweep` found. Everything but `times` is a function of the seed and the code. */
export interface SweepResult<F = Finding> {
  readonly model: string;
  /** The design whose knobs are turned, and what stands in every setting. */
  readonly design: string;
  readonly title: string;
  readonly mended: readonly string[];
  readonly base: Setting;
  readonly seed: number;
  readonly strategy: string;
  /** E.g. `preemption bound 2`; empty where the strategy exhausts nothing. */
  readonly scope: string;
  readonly budget: {
    /** Scenarios a setting. */
    readonly scenarios: number;
    /** Executions a scenario, a known scenario, and a minimisation, at most. */
    readonly schedules: number;
    readonly probe: number;
    readonly shrink: number;
  };
  /** False when the run was interrupted. */
  readonly complete: boolean;
  readonly properties: readonly { readonly name: string; readonly statement: string }[];
  /** Properties that were not judged: the design declares to break them in any case. */
  readonly leftOut: readonly string[];
  /** By knob, in the order of the design. */
  readonly values: readonly ValueResult[];
  readonly pairs: readonly PairResult[];
  readonly causes: readonly CauseResult<F>[];
  readonly settings: readonly SettingResult[];
  /** Milliseconds. */
  readonly times: { readonly total: number };
}

/** `clearPoint = never and recordOrder = beforeMap`; `any setting` for no values. */
export function printValues(values: Setting): string {
  const parts = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
  return parts.length === 0 ? "any setting" : parts.join(" and ");
}
