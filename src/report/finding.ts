import type { Trace } from "../core/trace.ts";
import type { Flaw } from "../scenario/model.ts";

/** How large a counterexample is, in the order in which sizes are compared. */
export interface Size {
  readonly commands: number;
  readonly tasks: number;
  readonly preemptions: number;
  readonly switches: number;
  readonly steps: number;
  readonly arguments: number;
}

/** `proved`: no smaller one exists within the claim of the search; `not beaten`: the proof did not fit the budget. */
export type Minimality = "proved" | "not beaten";

/** One counterexample with all that a report says about it. */
export interface Finding {
  readonly design: string;
  readonly property: string;
  /** The claim that broke: the property's own name, or one of the engine's, e.g. `sleep-in-atomic`. */
  readonly claim: string;
  /** One sentence with actual values. */
  readonly message: string;
  /** The known flaw that it shows; null where it was not told apart. */
  readonly flaw: Flaw | null;
  readonly size: Size;
  readonly minimality: Minimality;
  /** The scenario as `printScenario` prints it. */
  readonly scenario: readonly string[];
  /** Settings that matter, as phrases: what is not at its simplest value. */
  readonly settings: readonly string[];
  /** What each task calls, by task id; tasks past its end (callbacks, hardware) call nothing. */
  readonly calls: readonly (readonly string[])[];
  readonly trace: Trace;
  /** The schedule on one line. */
  readonly schedule: string;
  /** The whole command that replays it. */
  readonly replay: string;
}
