import type { Trace } from "../core/trace.ts";
import type { Call } from "./finding.ts";
import { MUST } from "./relevance.ts";
import type { Loop } from "./rows.ts";

const LONGEST_PERIOD = 4;

interface Within {
  readonly trace: Trace;
  readonly weights: readonly number[];
  readonly hidden: ReadonlySet<number>;
  /** Calls: no loop goes from one into the next. */
  readonly starts: readonly Call[];
}

/**
 * Rounds that repeat what the round before them did, within one task and with nobody else in between. The first and the
 * last round stay. Steps that must be seen count as alike only if their texts are equal; others may differ in numbers.
 */
export function findLoops(within: Within): Loop[] {
  const keys = within.trace.steps.map((_, index) => keyOf(within, index));
  const loops: Loop[] = [];
  for (let start = 0; start < keys.length;) {
    const loop = longestAt(keys, start);
    if (loop === null) {
      start++;
    } else {
      loops.push(loop);
      start = loop.first + (loop.rounds + 1) * loop.period;
    }
  }
  return loops;
}

/** What two steps must share to count as the same; null for a step that belongs to no loop. */
function keyOf({ trace, weights, hidden, starts }: Within, index: number): string | null {
  const step = trace.steps[index]!;
  if (starts.some((call) => call.first === index)) {
    return null;
  }
  if (hidden.has(index) || step.blocked || step.surprise || step.notes.length > 0 || index === trace.steps.length - 1) {
    return null;
  }
  const text = weights[index] === MUST ? step.text : step.text.replaceAll(/0x[0-9a-f]+|\d+/g, "#");
  return `${step.task} ${text}`;
}

/** The loop at `start` that saves most lines; null if folding saves none. */
function longestAt(keys: readonly (string | null)[], start: number): Loop | null {
  let best: Loop | null = null;
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    let end = start + period;
    while (end < keys.length && keys[end] !== null && keys[end] === keys[end - period]) {
      end++;
    }
    const rounds = Math.floor((end - start) / period) - 2;
    if (keys[start] !== null && rounds * period > Math.max(1, best === null ? 0 : best.rounds * best.period)) {
      best = { first: start + period, rounds, period };
    }
  }
  return best;
}
