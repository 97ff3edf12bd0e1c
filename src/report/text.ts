import { printInsight } from "../explain/print-insight.ts";
import { endingOf } from "./ending.ts";
import type { Finding } from "./finding.ts";
import { openingOf } from "./opening.ts";
import { PLAIN } from "./paint.ts";
import type { Paint } from "./paint.ts";
import { sizeOf } from "./size.ts";
import { renderTrace } from "./table.ts";
import { whyOf } from "./why.ts";
import { wrap } from "./wrap.ts";

export interface TextOptions {
  /**
   * Lines that the block should not exceed, but for the sentence on the kind of mistake; steps that matter less are left
   * out until it fits. Default 25.
   */
  readonly lines?: number;
  /** Characters that no line exceeds. Default 80. */
  readonly width?: number;
  readonly paint?: Paint;
  /** Every step, however many there are. */
  readonly every?: boolean;
}

/** A counterexample as people mail it: what broke, from what beginning, one column per task, and how to see it again. */
export function renderFinding(finding: Finding, options: TextOptions = {}): string[] {
  const { lines = 25, width = 80, paint = PLAIN, every = false } = options;
  const above = [
    ...wrap(headlineOf(finding), width, "  ").map(paint.title),
    paint.quiet(sizeOf(finding.counterexample)),
    "",
  ];
  const opening = openingOf(finding, width);
  if (opening.length > 0) {
    above.push(...opening, "");
  }
  const { trace, calls, counterexample, insight } = finding;
  const kind = insight === null ? [] : wrap(printInsight(insight, trace), width, "  ");
  const ending = endingOf(finding, width).map(paint.title);
  const replay = replayOf(finding.replay, width);
  const room = lines - above.length - ending.length - replay.length - 1;
  const table = renderTrace(trace, { calls, claim: counterexample.claim, width, lines: room, every });
  return [...above, ...table.headings.map(paint.heading), ...table.lines, "", ...ending, ...kind, ...replay];
}

/** `soundness broken by maple-v1: V1-1, a stored 0 is NULL`, in full; the message where no flaw is known. */
export function headlineOf(finding: Finding): string {
  const { property, claim, design, mended } = finding.counterexample;
  const who = mended.length === 0 ? design : `${design} with ${mended.join(", ")} mended`;
  const what = claim === property ? property : `${property} (${claim})`;
  return `${what} broken by ${who}: ${whyOf(finding)}`;
}

/** What does not fit on one line is cut into parts that a shell puts together again. */
function replayOf(command: string, width: number): string[] {
  const lines: string[] = [];
  let rest = `replay: ${command}`;
  for (; rest.length > width; rest = rest.slice(width - 1)) {
    lines.push(`${rest.slice(0, width - 1)}\\`);
  }
  return [...lines, rest];
}
