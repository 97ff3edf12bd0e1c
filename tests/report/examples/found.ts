import { Execution } from "../../../src/core/execution.ts";
import type { Program } from "../../../src/core/program.ts";
import { printSchedule } from "../../../src/core/schedule.ts";
import type { Schedule } from "../../../src/core/schedule.ts";
import { traceOf } from "../../../src/core/trace.ts";
import { explore } from "../../../src/explore/explore.ts";
import type { Finding } from "../../../src/report/finding.ts";
import type { Flaw } from "../../../src/scenario/model.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";

/** What a program does not say of itself. */
export interface Telling {
  readonly design: string;
  readonly property: string;
  readonly flaw: Flaw | null;
  readonly settings: readonly string[];
  /** One call a task. */
  readonly calls: readonly string[];
}

/** The schedule with the fewest preemptions that breaks `claim`, found by search and traced. */
export function findingOf<S>(program: Program<S>, claim: string, telling: Telling): Finding {
  const claims = new Set([claim]);
  const search = explore(new Execution(program, { claims, maxSteps: 200 }), preemptionBounded({ maxBound: 3 }), {
    runs: 200_000,
  });
  const found = search.found.get(claim);
  if (found === undefined) {
    throw new Error(`${program.name} never breaks ${claim}`);
  }
  return told(program, claim, telling, found.schedule);
}

/** The finding that one schedule shows. */
export function told<S>(program: Program<S>, claim: string, telling: Telling, schedule: Schedule): Finding {
  const { design, property, flaw, settings, calls } = telling;
  const trace = traceOf(program, schedule, { claims: new Set([claim]), maxSteps: 200 });
  const message = trace.violations.find((v) => v.claim === claim)?.message ?? "nothing is broken";
  const { preemptions, switches } = trace;
  const [commands, steps] = [calls.length, trace.steps.length];
  return {
    counterexample: {
      model: "nested",
      design,
      mended: [],
      property,
      claim,
      message,
      schedule,
      scenario: { settings: {}, tasks: [] },
      size: { commands, tasks: commands, preemptions, switches, steps, argumentSize: 0, surprises: 0 },
      proved: preemptions < 2,
      proof: preemptions < 2 ? "every schedule with fewer preemptions was run" : "not proved: not tried",
      origin: { seed: 7, path: "12" },
      executions: 345,
    },
    flaw,
    together: [],
    isNews: false,
    insight: null,
    scenario: calls.map((call, task) => `${trace.tasks[task]}: ${call}`),
    settings,
    calls: calls.map((text, task) => [{ text, first: trace.steps.findIndex((step) => step.task === task) }]),
    trace,
    replay: `npm run -s s2check -- replay ${design}:${property}:${printSchedule(schedule)}`,
  };
}
