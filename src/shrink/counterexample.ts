import type { Schedule } from "../core/schedule.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Size } from "./order.ts";

/** A scenario and a schedule that break a claim: plain data, all that a replay needs. */
export interface Counterexample {
  readonly model: string;
  readonly design: string;
  /** Flaws of the design that were mended in this run. */
  readonly mended: readonly string[];
  readonly property: string;
  /** The claim that broke: the property's own, or one of the engine that belongs to it. */
  readonly claim: string;
  /** One sentence with actual values. */
  readonly message: string;
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  readonly size: Size;
  /** Whether it was shown that nothing one step simpler breaks the claim; `proof` says what was searched to show it. */
  readonly proved: boolean;
  /** Begins with `not proved` if it was shrunk all the same; otherwise, where it was not, why. */
  readonly proof: string;
  /** Where fast-check drew the scenario that this one was shrunk from. */
  readonly origin: Origin | null;
  /** Executions that shrinking took. */
  readonly executions: number;
  /** Digest of the sources that `proved` and `shows` are about; missing where they need not outlive them. */
  readonly code?: string;
  /** The flaws of its design that it shows; missing where nobody has asked. */
  readonly shows?: Shown;
}

export interface Shown {
  /** Ids, in the order of the design. */
  readonly flaws: readonly string[];
  /** Only with all of them mended does it go away: each is enough for it by itself. Otherwise mending any one is enough. */
  readonly together: boolean;
}

export interface Origin {
  readonly seed: number;
  readonly path: string;
}
