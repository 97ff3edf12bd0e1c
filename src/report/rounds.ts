import type { Trace, TraceStep } from "../core/trace.ts";

/** Steps of the longest round that is looked for, and rounds that have to be alike. */
const LONGEST = 200;
const LEAST = 20;

/**
 * A trace that ends in rounds which are all alike, as that of a livelock does before its steps are dealt out fairly, cut
 * after the second of them with a note that says so; any other trace as it is.
 */
export function withoutRounds(trace: Trace): Trace {
  if (trace.outcome.kind !== "stepLimit") {
    return trace;
  }
  const keys = trace.steps.slice(0, trace.steps.length >> 1).map(keyOf);
  for (let period = 1; period <= LONGEST; period++) {
    const first = firstOfRounds(keys, period);
    if (keys.length - first >= LEAST * period) {
      return { ...trace, steps: cut(trace.steps, first, period) };
    }
  }
  return trace;
}

/** Where the steps begin that are each like the one a period later, to the end. */
function firstOfRounds(keys: readonly string[], period: number): number {
  let first = Math.max(0, keys.length - period);
  while (first > 0 && keys[first - 1] === keys[first - 1 + period]) {
    first--;
  }
  return first;
}

function cut(steps: readonly TraceStep[], first: number, period: number): TraceStep[] {
  const kept = steps.slice(0, first + 2 * period);
  const last = kept.at(-1)!;
  const round = period === 1 ? `step ${kept.length}` : `steps ${kept.length - period + 1} to ${kept.length}`;
  return [...kept.slice(0, -1), { ...last, notes: [...last.notes, `${round} over and over`] }];
}

function keyOf({ task, text, notes, state }: TraceStep): string {
  return `${task} ${text} ${notes.join(" ")} ${JSON.stringify(state)}`;
}
