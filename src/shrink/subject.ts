import type { Observer } from "../core/observer.ts";
import type { Claim, Program } from "../core/program.ts";
import type { Design, Model } from "../scenario/model.ts";

/** What is being shrunk: a scenario and a schedule of this model and design that break one of these claims. */
export interface Subject<S, D extends Design> {
  readonly model: Model<S, D>;
  readonly design: D;
  /** Judged besides the claims of the model and of the engine. */
  readonly claims: readonly Claim<S>[];
  /** Names of the claims that count as the failure. */
  readonly wanted: ReadonlySet<string>;
  /** Fresh oracles; each must judge every run by itself (`oraclesOfOneRun`). */
  readonly observers?: () => readonly Observer[];
  /** As of an `Execution`. */
  readonly maxSteps?: number;
}

/** A program, and what counts as its failure. */
export interface Judged<S> {
  readonly program: Program<S>;
  /** Names of the claims that count. */
  readonly wanted: ReadonlySet<string>;
  readonly observers?: readonly Observer[];
  /** As of an `Execution`. */
  readonly maxSteps?: number;
}
