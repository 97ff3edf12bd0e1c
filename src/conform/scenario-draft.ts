import type { Scenario } from "../scenario/scenario.ts";
import type { AnyEvent } from "./vocabulary.ts";

/** When a command of a scenario happened in the trace it was made of. */
export interface CommandTimes {
  readonly begin: number;
  /** When it got the lock and when it released it, in turn. */
  readonly locks: readonly number[];
}

export interface ScenarioDraft {
  /** What is at its simplest may be left out. */
  readonly scenario: Scenario;
  /** By task and command. */
  readonly times: readonly (readonly CommandTimes[])[];
}

/** Watches a trace and makes a scenario of what happened last. */
export interface ScenarioRecorder {
  observe: (event: AnyEvent, state: unknown) => void;
  /** Null where nothing happened that the model can do, or too much at once. */
  draft: () => { readonly draft: ScenarioDraft; readonly from: number; readonly to: number } | null;
}
