import { layout } from "./columns.ts";
import { endingOf } from "./ending.ts";
import type { Finding } from "./finding.ts";
import { fit } from "./fit.ts";
import { openingOf } from "./opening.ts";
import { PLAIN } from "./paint.ts";
import type { Paint } from "./paint.ts";
import { shorten } from "./wrap.ts";

export interface TextOptions {
  /** Lines that the whole block should not exceed; steps that matter less are left out until it fits. Default 25. */
  readonly lines?: number;
  /** Characters that no line exceeds. Default 80. */
  readonly width?: number;
  readonly paint?: Paint;
}

/** A counterexample as people mail it: what broke, from what beginning, one column per task, and how to see it again. */
export function renderFinding(finding: Finding, options: TextOptions = {}): string[] {
  const { lines = 25, width = 80, paint = PLAIN } = options;
  const headings = headingsOf(finding);
  const above = [paint.title(headlineOf(finding, width)), paint.quiet(sizeOf(finding)), ""];
  const opening = openingOf(finding, width);
  if (opening.length > 0) {
    above.push(...opening, "");
  }
  const below = ["", ...endingOf(finding, width).map(paint.title), ...replayOf(finding.replay, width)];
  const rows = fit(finding.trace, finding.claim, (candidate) => {
    const table = layout(headings, candidate, width);
    return above.length + table.headings.length + table.lines.length + below.length <= lines;
  });
  const table = layout(headings, rows, width);
  return [...above, ...table.headings.map(paint.heading), ...table.lines, ...below];
}

/** `soundness broken by maple-v1 (V1-1): frame 7 is still reachable after its unmap`, on one line. */
export function headlineOf({ property, claim, design, flaw, message }: Finding, width = Infinity): string {
  const what = claim === property ? property : `${property} (${claim})`;
  return shorten(`${what} broken by ${design}${flaw === null ? "" : ` (${flaw})`}: ${message}`, width);
}

/** `minimal, proved: 2 commands, 2 tasks, 0 preemptions, 8 steps`. */
export function sizeOf({ size, minimality }: Finding): string {
  const counts = [
    count(size.commands, "command"),
    count(size.tasks, "task"),
    count(size.preemptions, "preemption"),
    count(size.steps, "step"),
  ];
  return `${minimality === "proved" ? "minimal, proved" : "smallest found, not proved minimal"}: ${counts.join(", ")}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function headingsOf({ trace, calls }: Finding): string[] {
  return trace.tasks.map((task, id) => {
    const called = calls[id] ?? [];
    return called.length === 0 ? task : `${task} (${called.join("; ")})`;
  });
}

/** On one line if it fits; otherwise in parts that a shell puts together again. */
function replayOf(command: string, width: number): string[] {
  const line = `replay: ${command}`;
  if (line.length <= width) {
    return [line];
  }
  const parts = command.match(new RegExp(`.{1,${width - 1}}`, "g")) ?? [];
  return ["replay:", ...parts.map((part, at) => (at < parts.length - 1 ? `${part}\\` : part))];
}
