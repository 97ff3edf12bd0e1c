import type { Trace } from "../core/trace.ts";
import { GOES_ON } from "./insight.ts";
import type { Insight, Order } from "./insight.ts";

/** `lost update: steps 2, 4, 5; passes if step 4 (B: …) comes before step 2 (A: …)`; in that other run they may have other results. */
export function printInsight({ anomaly, sequential, accesses, passing }: Insight, trace: Trace): string {
  if (sequential) {
    const kind = anomaly === "sequential" ? "" : `${anomaly}, `;
    return anomaly === "data race" ? `${kind}shown by one task after the other` : `${kind}no race: it fails on one CPU`;
  }
  const steps = accesses.map((index) => index + 1).join(", ");
  const where = accesses.length === 0 ? "" : `: steps ${steps}`;
  return `${anomaly}${where}${passing === null ? "" : `; passes if ${orderOf(passing, trace)}`}`;
}

function orderOf({ first, second }: Order, trace: Trace): string {
  const before = at(first, trace);
  return second === GOES_ON
    ? `${trace.tasks[trace.steps[first - 1]!.task]} goes on before ${before}`
    : `${at(second, trace)} comes before ${before}`;
}

function at(index: number, { steps, tasks }: Trace): string {
  const { task, asked } = steps[index]!;
  return `step ${index + 1} (${tasks[task]}: ${asked})`;
}
