import type { Trace } from "../core/trace.ts";
import type { Insight } from "../explain/insight.ts";
import type { Flaw } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";

/** One command of a task. */
export interface Call {
  /** As the model prints it. */
  readonly text: string;
  /** Index of its first step in the trace; -1 if it was not reached. */
  readonly first: number;
}

/** A counterexample with all that a report says about it. */
export interface Finding {
  readonly counterexample: Counterexample;
  /** The known flaw that it shows; null where it was not told apart. */
  readonly flaw: Flaw | null;
  /** Where no single flaw explains it: those that have to be mended together for it to go away. */
  readonly together: readonly Flaw[];
  /** Whether it shows no flaw of a design that has some, and breaks more than that design does by what it is. */
  readonly isNews: boolean;
  /** The scenario as `printScenario` prints it. */
  readonly scenario: readonly string[];
  /** Settings that matter, as phrases: what is not at its simplest value. */
  readonly settings: readonly string[];
  /** What each task calls, by task id; tasks past its end (callbacks, hardware) call nothing. */
  readonly calls: readonly (readonly Call[])[];
  readonly trace: Trace;
  /** What kind of mistake it is, and what would have to come first for it to pass; null where that was not looked for. */
  readonly insight: Insight | null;
  /** The whole command that replays it. */
  readonly replay: string;
}
