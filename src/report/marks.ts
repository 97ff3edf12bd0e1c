import type { Trace, TraceStep } from "../core/trace.ts";

/** Why a task stopped, shown in its column while the next one goes on. */
export interface Mark {
  readonly task: number;
  readonly text: string;
}

/** Why the task before step `index` stopped there; null where that is plain: it went on, or it had nothing left to do. */
export function markAt(trace: Trace, index: number): Mark | null {
  const before = trace.steps[index - 1];
  const step = trace.steps[index];
  if (before === undefined || step === undefined) {
    return null;
  }
  if (step.reason === "preempted") {
    return { task: before.task, text: "<preempted>" };
  }
  return step.reason === "blocked" ? { task: before.task, text: waitPhrase(trace, before, index) } : null;
}

function waitPhrase(trace: Trace, before: TraceStep, index: number): string {
  const next = before.blocked ? before : trace.steps.slice(index).find((step) => step.task === before.task);
  if (next === undefined) {
    const wait =
      trace.outcome.kind === "deadlocked"
        ? trace.outcome.waits.find((w) => w.task === trace.tasks[before.task])
        : undefined;
    return wait === undefined ? "<waits>" : `<waits in ${wait.op}>`;
  }
  const holders = trace.tasks.filter((_, task) => task !== before.task && before.held[task]?.includes(next.label));
  return holders.length === 0
    ? `<waits for ${next.label}>`
    : `<blocked: ${holders.join(" and ")} ${holders.length > 1 ? "hold" : "holds"} ${next.label}>`;
}
