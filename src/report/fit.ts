import type { Trace } from "../core/trace.ts";
import type { Call } from "./finding.ts";
import { findLoops } from "./loops.ts";
import { MUST, QUIET, weighSteps } from "./relevance.ts";
import { rowsOf } from "./rows.ts";
import type { Row } from "./rows.ts";

export interface Fitted {
  readonly trace: Trace;
  readonly claim: string;
  /** Calls that get a line above their first step. */
  readonly starts: readonly Call[];
}

/**
 * The fullest rows that fit: loops folded and quiet steps left out where there are two or more in a row; then all quiet
 * steps, then the lines that speak of them, then what tells least, one object of one task at a time, the earliest first.
 * What must be seen stays, whether it fits or not.
 */
export function fit({ trace, claim, starts }: Fitted, fits: (rows: readonly Row[]) => boolean): Row[] {
  const weights = weighSteps(trace, claim);
  const hidden = new Set(weights.flatMap((weight, index) => (weight === QUIET ? [index] : [])));
  const rows = (steps: ReadonlySet<number>, sayFolded: boolean): Row[] =>
    rowsOf(trace, { hidden: steps, starts, loops: findLoops({ trace, weights, hidden: steps, starts }), sayFolded });
  let best = rows(withoutSingles(hidden), true);
  for (const sayFolded of [true, false]) {
    if (fits(best)) {
      return best;
    }
    best = rows(hidden, sayFolded);
  }
  for (const group of groupsToHide(trace, weights)) {
    if (fits(best)) {
      break;
    }
    for (const index of group) {
      hidden.add(index);
    }
    best = rows(hidden, false);
  }
  return best;
}

/** A line that says that one step is left out is no shorter than the step. */
function withoutSingles(hidden: ReadonlySet<number>): Set<number> {
  return new Set([...hidden].filter((index) => hidden.has(index - 1) || hidden.has(index + 1)));
}

function groupsToHide(trace: Trace, weights: readonly number[]): number[][] {
  const groups = new Map<string, number[]>();
  weights.forEach((weight, index) => {
    const { task, object } = trace.steps[index]!;
    const key = `${weight} ${task} ${object}`;
    if (weight !== MUST && weight !== QUIET) {
      groups.set(key, [...(groups.get(key) ?? []), index]);
    }
  });
  const weightOf = (group: readonly number[]): number => weights[group[0]!]!;
  return [...groups.values()].toSorted((a, b) => weightOf(b) - weightOf(a) || a.at(-1)! - b.at(-1)!);
}
