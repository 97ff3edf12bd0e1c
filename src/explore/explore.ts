import { PASSED } from "../core/outcome.ts";
import type { Outcome, Violation } from "../core/outcome.ts";
import { scheduleOf } from "../core/schedule.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import { badSpinOf, turnsToTry } from "./rehearsal.ts";
import type { Runner } from "./runner.ts";

/** The first violation of a claim that a search met. */
export interface Found {
  readonly violation: Violation;
  readonly schedule: Schedule;
  /** How many executions it took, this one included. */
  readonly run: number;
  /** Executions that broke the claim, this one included. */
  times: number;
}

/** What a search has done and seen so far. */
export interface Exploration {
  /** Executions spent. */
  runs: number;
  steps: number;
  /** How the executions ended. */
  readonly outcomes: Record<Outcome["kind"], number>;
  /** By claim name, in the order in which they were found. */
  readonly found: Map<string, Found>;
  /** How often each `sometimes` was reached, over all executions. */
  readonly reached: Map<string, number>;
  exhausted: boolean;
  /** What was covered whole, e.g. "all schedules" or "preemption bound 1"; empty for random strategies. */
  scope: string;
  /** The run that could not be carried on (`crashed`, `diverged`): nothing is explored after it. */
  halted: { readonly outcome: Outcome; readonly schedule: Schedule } | null;
}

export interface ExploreOptions {
  /** Executions that this call may spend. */
  readonly runs: number;
  /** Asked when a claim is broken for the first time; true ends the search. Default: the first broken claim ends it. */
  readonly until?: (found: ReadonlyMap<string, Found>) => boolean;
  /** A search to continue, with the same execution and strategy. */
  readonly sofar?: Exploration;
  /** Called after every `every` executions (default 1,000). */
  readonly progress?: (sofar: Exploration) => void;
  readonly every?: number;
}

/**
 * Runs schedules of one program as a strategy chooses them, until the budget is spent, the strategy has nothing left, or
 * `until` says so. The order and the result depend on nothing but the program, the strategy and its seed.
 */
export function explore(execution: Runner, strategy: Strategy, options: ExploreOptions): Exploration {
  const { until = () => true, progress, every = 1_000 } = options;
  const sofar = options.sofar ?? emptyExploration();
  const last = sofar.runs + options.runs;
  let spinning = 0;
  while (sofar.halted === null && sofar.runs < last && strategy.begin()) {
    const outcome = execution.run(strategy);
    strategy.end?.(execution.violations.length > 0);
    count(sofar, execution, outcome);
    const isFirstDeadlock = outcome.kind === "deadlocked" && sofar.outcomes.deadlocked === 1;
    const turns = execution.spins > 0 ? turnsToTry(++spinning, isFirstDeadlock) : 0;
    if (turns > 0 && haltAtBadSpin(sofar, execution, turns)) {
      break;
    }
    if (note(sofar, execution) && until(sofar.found)) {
      break;
    }
    if (sofar.runs % every === 0) {
      progress?.(sofar);
    }
  }
  sofar.exhausted = sofar.halted === null && strategy.exhausted === true;
  sofar.scope = strategy.scope ?? "";
  return sofar;
}

export function emptyExploration(): Exploration {
  return {
    runs: 0,
    steps: 0,
    outcomes: { passed: 0, violated: 0, deadlocked: 0, stepLimit: 0, diverged: 0, crashed: 0 },
    found: new Map(),
    reached: new Map(),
    exhausted: false,
    scope: "",
    halted: null,
  };
}

/** What such a run breaks is not noted: a deadlock in it need not be one. */
function haltAtBadSpin(sofar: Exploration, execution: Runner, turns: number): boolean {
  const bad = sofar.halted === null ? badSpinOf(execution, turns) : null;
  if (bad !== null) {
    sofar.halted = { outcome: { kind: "crashed", ...bad }, schedule: scheduleOf(execution.choices) };
  }
  return bad !== null;
}

function count(sofar: Exploration, execution: Runner, outcome: Outcome): void {
  sofar.runs++;
  sofar.steps += execution.steps;
  if (outcome.kind === "crashed" || outcome.kind === "diverged") {
    sofar.halted = { outcome, schedule: scheduleOf(execution.choices) };
  }
  const { outcomes } = sofar;
  if (outcome === PASSED) {
    outcomes.passed++;
  } else {
    outcomes[outcome.kind]++;
  }
  if (execution.reached.size > 0) {
    for (const [name, times] of execution.reached) {
      sofar.reached.set(name, (sofar.reached.get(name) ?? 0) + times);
    }
  }
}

/** Writes down what the last run broke; whether it was the first to break any of it. */
function note(sofar: Exploration, execution: Runner): boolean {
  let first = false;
  for (const violation of execution.violations) {
    const known = sofar.found.get(violation.claim);
    if (known === undefined) {
      first = true;
      const schedule = scheduleOf(execution.choices);
      sofar.found.set(violation.claim, { violation, schedule, run: sofar.runs, times: 1 });
    } else {
      known.times++;
    }
  }
  return first;
}
