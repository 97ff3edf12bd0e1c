import { Execution } from "../../src/core/execution.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import type { Claim } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { standardOracles } from "../../src/oracles/standard.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";

export interface SmallProgram<S> {
  readonly setup: (world: World) => S;
  /** Tasks are named a, b, c … */
  readonly tasks: readonly ((state: S) => Task)[];
  readonly claims?: readonly Claim<S>[];
  /** What a run that ended came to; all that occur are collected. */
  readonly result?: (state: S) => string;
}

/** What all schedules of a program together do. */
export interface Seen {
  /** First message of each broken claim. */
  readonly broken: Readonly<Record<string, string>>;
  /** How runs ended, sorted; most programs end in one way only. */
  readonly outcomes: readonly Outcome["kind"][];
  /** Sorted; empty if the program gives none. */
  readonly results: readonly string[];
}

/** Runs every schedule, each to its end whatever it breaks. Throws if there are more than `most`. */
export function allSchedules<S>(program: SmallProgram<S>, most = 50_000): Seen {
  const execution = new Execution<S>(
    {
      name: "small",
      setup: program.setup,
      tasks: program.tasks.map((run, i) => ({ name: String.fromCodePoint(97 + i), run })),
      claims: program.claims ?? [],
    },
    { stopAtViolation: false, maxSteps: 200, observers: standardOracles() },
  );
  const strategy = preemptionBounded({ maxBound: Number.POSITIVE_INFINITY });
  const broken: Record<string, string> = {};
  const outcomes = new Set<Outcome["kind"]>();
  const results = new Set<string>();
  for (let runs = 0; strategy.begin(); runs++) {
    if (runs === most) {
      throw new Error(`more than ${most} schedules: make the program smaller`);
    }
    const outcome = execution.run(strategy);
    strategy.end?.(execution.violations.length > 0);
    outcomes.add(outcome.kind);
    if (outcome.kind === "crashed" || outcome.kind === "diverged") {
      throw new Error(`${outcome.kind}: ${outcome.reason}`);
    }
    if (outcome.kind === "passed" && program.result !== undefined) {
      results.add(program.result(execution.state));
    }
    for (const { claim, message } of execution.violations) {
      broken[claim] ??= message;
    }
  }
  return { broken, outcomes: [...outcomes].toSorted(), results: [...results].toSorted() };
}
