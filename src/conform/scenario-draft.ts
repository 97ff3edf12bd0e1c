import type { Scenario } from "../scenario/scenario.ts";
import type { AnyEvent } from "./vocabulary.ts";

/** A scenario in which what is at its simplest may be left out. */
export type ScenarioDraft = Scenario;

/** Watches a trace and makes a scenario of what happened last. */
export interface ScenarioRecorder {
  observe: (event: AnyEvent, state: unknown) => void;
  /** Null where nothing happened that the model can do, or too much at once. */
  draft: () => { readonly draft: ScenarioDraft; readonly from: number; readonly to: number } | null;
}
