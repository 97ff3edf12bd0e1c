import type { Strategy } from "../../src/core/strategy.ts";
import { emptyExploration, explore } from "../../src/explore/explore.ts";
import type { Runner } from "../../src/explore/runner.ts";

export interface TrialOptions {
  readonly seeds: number;
  /** Schedules of one trial at most. */
  readonly cap: number;
  /** For all trials together; one under way then is not counted. */
  readonly seconds: number;
}

export interface Trials {
  readonly finished: number;
  /** Schedules to the first bug of the trials that found it, ascending. */
  readonly found: readonly number[];
  /** Of the slowest trial, seconds. */
  readonly slowest: number;
}

/** Schedules between looks at the clock. */
const STRIDE = 50;

/** Searches a program for its bug with one strategy and seeds 1, 2, … */
export function runTrials(make: () => Runner, strategy: (seed: number) => Strategy, options: TrialOptions): Trials {
  const start = performance.now();
  const found: number[] = [];
  let finished = 0;
  let slowest = 0;
  const secondsSpent = (): number => (performance.now() - start) / 1_000;
  for (let seed = 1; seed <= options.seeds; seed++) {
    const began = secondsSpent();
    const runner = make();
    const searching = strategy(seed);
    const sofar = emptyExploration();
    while (sofar.found.size === 0 && sofar.runs < options.cap && secondsSpent() < options.seconds) {
      explore(runner, searching, { runs: Math.min(STRIDE, options.cap - sofar.runs), sofar });
      if (searching.exhausted === true) {
        break;
      }
    }
    if (sofar.found.size > 0) {
      found.push(sofar.runs);
    } else if (sofar.runs < options.cap && searching.exhausted !== true) {
      break;
    }
    finished++;
    slowest = Math.max(slowest, secondsSpent() - began);
  }
  return { finished, found: found.toSorted((a, b) => a - b), slowest };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
