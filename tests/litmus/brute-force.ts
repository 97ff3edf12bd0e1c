import { dpor } from "../../src/strategies/dpor.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { kernelMix } from "./programs/kernel-mix.ts";
import type { Line, Mix } from "./programs/kernel-mix.ts";
import { traceForms } from "./trace-forms.ts";
import type { TraceForms } from "./trace-forms.ts";

/** Programs with more schedules are left out. */
const BUDGET = 1_500;

export interface Comparison {
  /** Schedules run one by one, the traces that they have, and runs of the reduction. */
  readonly schedules: number;
  readonly traces: number;
  readonly runs: number;
  /** What is wrong with the reduction; empty if nothing is. */
  readonly wrong: string;
}

const show = ({ cells, seen }: Mix): string => JSON.stringify([cells.map(({ peek }) => peek), seen]);

/** DPOR beside all schedules, of a program with so many allocation failures and lock drops; null if they are too many. */
export function compareWhole(tasks: readonly (readonly Line[])[], failures: number): Comparison | null {
  const program = kernelMix(tasks, failures);
  const all = traceForms(program, preemptionBounded({ maxBound: Infinity }), BUDGET, show);
  if (!all.isWhole) {
    return null;
  }
  const reduced = traceForms(program, dpor(), all.runs, show);
  const wrong = [...faultsOf(all, reduced), ...(reduced.runs === all.forms.size ? [] : ["not one run for each trace"])];
  return { schedules: all.runs, traces: all.forms.size, runs: reduced.runs, wrong: wrong.join(", ") };
}

/** DPOR beside all schedules, both with a bound on preemptions. */
export function compareBounded(
  tasks: readonly (readonly Line[])[],
  failures: number,
  maxBound: number,
): Comparison | null {
  const program = kernelMix(tasks, failures);
  const all = traceForms(program, preemptionBounded({ maxBound }), BUDGET, show);
  if (!all.isWhole) {
    return null;
  }
  const reduced = traceForms(program, dpor({ maxBound }), 20 * BUDGET, show);
  return {
    schedules: all.runs,
    traces: all.forms.size,
    runs: reduced.runs,
    wrong: faultsOf(all, reduced).join(", "),
  };
}

function faultsOf(all: TraceForms, reduced: TraceForms): string[] {
  const faults = {
    "runs that were stopped or refused": !reduced.isWhole,
    "a trace is missing": [...all.forms.keys()].some((form) => !reduced.forms.has(form)),
    "a trace is run twice": [...reduced.forms.values()].some((times) => times > 1),
    "an end is missing": [...all.ends].some((end) => !reduced.ends.has(end)),
  };
  return Object.entries(faults).flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}
