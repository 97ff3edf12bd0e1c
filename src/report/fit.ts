import type { Trace } from "../core/trace.ts";
import type { Call } from "./finding.ts";
import { findLoops } from "./loops.ts";
import { QUIET, SHOWS, weighSteps } from "./relevance.ts";
import { rowsOf } from "./rows.ts";
import type { Row } from "./rows.ts";

/** Groups of steps that are tried one by one: a livelock has thousands, and no room for them. */
const MOST = 100;

export interface Fitted {
  readonly trace: Trace;
  readonly claim: string;
  /** Calls that get a line above their first step. */
  readonly starts: readonly Call[];
}

/**
 * The fullest rows that fit. Loops are folded and steps that cannot matter left out; if that is still too long, single
 * ones too, with marks in the place of the lines that say so; then only what must be seen is sure to stay, and the rest is
 * let in while it fits: what tells most first, and of that what is nearest to the end.
 */
export function fit({ trace, claim, starts }: Fitted, fits: (rows: readonly Row[]) => boolean): Row[] {
  const weights = weighSteps(trace, claim);
  const rows = (hidden: ReadonlySet<number>, sayFolded: boolean): Row[] =>
    rowsOf(trace, { hidden, starts, loops: findLoops({ trace, weights, hidden, starts }), sayFolded });
  const quiet = quietSteps(weights);
  const loose = [rows(withoutSingles(quiet), true), rows(quiet, false)].find(fits);
  if (loose !== undefined) {
    return loose;
  }
  let hidden: ReadonlySet<number> = new Set(weights.flatMap((weight, index) => (weight <= SHOWS ? [] : [index])));
  for (const group of groupsToShow(trace, weights).slice(0, MOST)) {
    const fewer = new Set([...hidden].filter((index) => !group.includes(index)));
    if (fits(rows(fewer, false))) {
      hidden = fewer;
    }
  }
  return rows(hidden, false);
}

/** Steps that no report needs to show, by index. */
export function quietSteps(weights: readonly number[]): Set<number> {
  return new Set(weights.flatMap((weight, index) => (weight === QUIET ? [index] : [])));
}

/** A line that says that one step is left out is no shorter than the step. */
export function withoutSingles(hidden: ReadonlySet<number>): Set<number> {
  return new Set([...hidden].filter((index) => hidden.has(index - 1) || hidden.has(index + 1)));
}

/** Steps that come and go together: what one task does with one lock, otherwise each by itself. */
function groupsToShow(trace: Trace, weights: readonly number[]): number[][] {
  const locks = new Set(trace.steps.flatMap((step) => step.held.flat()));
  const groups = new Map<string, number[]>();
  weights.forEach((weight, index) => {
    const { task, label } = trace.steps[index]!;
    const key = locks.has(label) ? `${weight} ${task} ${label}` : `${index}`;
    if (weight > SHOWS && weight !== QUIET) {
      groups.set(key, [...(groups.get(key) ?? []), index]);
    }
  });
  const weightOf = (group: readonly number[]): number => weights[group[0]!]!;
  return [...groups.values()].toSorted((a, b) => weightOf(a) - weightOf(b) || b.at(-1)! - a.at(-1)!);
}
