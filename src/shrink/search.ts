import { compareSizes } from "./order.ts";
import type { Break, Runs } from "./trial.ts";
import { ZeroOne, costOf } from "./zero-one/zero-one.ts";

export interface SearchOptions {
  /** Preemptions at most. */
  readonly bound: number;
  /** Executions at most. */
  readonly cap: number;
  /** Only breaks with no more preemptions and switches than this are of use. */
  readonly limit?: { readonly preemptions: number; readonly switches: number };
  /** Runs are given up after so many steps, and nothing is said about longer ones. Default: as the trial has it. */
  readonly maxSteps?: number;
  /** Choices with which every run begins; nothing is said about others. */
  readonly prefix?: readonly number[];
  /** Whether fewer steps count, or only fewer preemptions and switches, which is quicker to tell. Default: they do. */
  readonly steps?: boolean;
  /** Whether a break is good enough to end the search. */
  readonly until: (found: Break) => boolean;
}

export interface SearchResult {
  /** The simplest break met. */
  readonly found: Break | null;
  /** Executions spent. */
  readonly runs: number;
  /** Whether no simpler one exists within the bound and the limit. */
  readonly complete: boolean;
  /** Whether the scenario has no schedules beyond those. */
  readonly whole: boolean;
  /** No schedule with fewer preemptions than this breaks anything. */
  readonly settled: number;
}

/** Searches the schedules of one program: those without a preemption first, then those with one, … */
export function search<S>(
  trial: Runs<S>,
  { bound, cap, limit, maxSteps = Number.POSITIVE_INFINITY, prefix = [], steps = true, until }: SearchOptions,
): SearchResult {
  const strategy = new ZeroOne(trial.meter, { ...trial.telling, bound, sparing: !steps, maxSteps, prefix });
  strategy.limit = limit === undefined ? Number.POSITIVE_INFINITY : costOf(limit);
  let found: Break | null = null;
  let runs = 0;
  let cut = false;
  while (runs < cap && trial.canPay && strategy.begin()) {
    const broke = trial.run(strategy);
    runs++;
    cut ||= trial.wasCut && !broke && !strategy.pruned;
    if (broke && (found === null || compareSizes(trial.size, found.size) < 0)) {
      found = trial.snapshot();
      strategy.limit = Math.min(strategy.limit, costOf(found.size));
      if (until(found)) {
        return { found, runs, complete: false, whole: false, settled: strategy.settled };
      }
    }
  }
  cut ||= trial.isDoubtful;
  const complete = strategy.exhausted && !cut;
  const whole = complete && found === null && limit === undefined && !strategy.deeper && !strategy.short;
  return { found, runs, complete, whole, settled: cut || runs === 0 ? 0 : strategy.settled };
}
