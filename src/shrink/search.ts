import { preemptionBounded } from "../strategies/preemption-bounded.ts";
import type { Design } from "../scenario/model.ts";
import { compareSizes } from "./order.ts";
import type { Break, Trial } from "./trial.ts";

export interface SearchOptions {
  /** Preemptions at most. */
  readonly bound: number;
  /** Executions at most. */
  readonly cap: number;
  /** Whether a break is good enough to end the search. */
  readonly until: (found: Break) => boolean;
}

export interface SearchResult {
  /** The simplest break met, of those with the fewest preemptions. */
  readonly found: Break | null;
  /** Executions spent. */
  readonly runs: number;
  /** Whether no simpler one exists: all schedules were run that have at most `bound` preemptions or as many as `found`. */
  readonly complete: boolean;
  /** Whether the scenario has no schedules beyond those. */
  readonly whole: boolean;
}

/** Searches the schedules of one scenario: all without a preemption, then all with one, … */
export function search<S, D extends Design>(trial: Trial<S, D>, { bound, cap, until }: SearchOptions): SearchResult {
  const strategy = preemptionBounded({ maxBound: bound });
  let found: Break | null = null;
  let runs = 0;
  let cut = false;
  while (runs < cap && trial.canPay && strategy.begin()) {
    const broke = trial.run(strategy);
    strategy.end?.(broke);
    runs++;
    cut ||= trial.wasCut && !broke;
    if (found !== null && trial.meter.preemptions > found.size.preemptions) {
      return { found, runs, complete: !cut, whole: false };
    }
    if (broke && (found === null || compareSizes(trial.size, found.size) < 0)) {
      found = trial.snapshot();
      if (until(found)) {
        return { found, runs, complete: false, whole: false };
      }
    }
  }
  const complete = strategy.exhausted === true && !cut;
  return { found, runs, complete, whole: complete && strategy.scope === "all schedules" };
}
