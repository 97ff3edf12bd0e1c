import type { ExecutionOptions } from "../core/execution.ts";
import type { Outcome, Violation } from "../core/outcome.ts";
import type { Strategy } from "../core/strategy.ts";

/** What a search needs of an execution; everything but `run` speaks of the last run. */
export interface Runner {
  run(strategy: Strategy): Outcome;
  readonly choices: readonly number[];
  readonly violations: readonly Violation[];
  readonly steps: number;
  readonly reached: ReadonlyMap<string, number>;
  /** Calls of `cpu_relax`. */
  readonly spins: number;
  /** The same program, to be run by itself. */
  again(options: ExecutionOptions): Runner;
}
