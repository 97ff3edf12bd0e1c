import type { Trace, TraceStep } from "../core/trace.ts";

/** A task took one lock while it held another. */
export interface Link {
  readonly task: number;
  readonly held: string;
  readonly takes: string;
  /** Number of the step, counted from 1. */
  readonly step: number;
}

/**
 * The orders in which tasks took locks and that contradict each other, e.g. `a` then `b`, and `b` then `a`; empty if this
 * trace alone shows no cycle.
 */
export function lockCycle(trace: Trace): Link[] {
  const links = trace.steps.flatMap((step, index) => linksAt(step, trace.steps[index - 1], index));
  for (const last of links.toReversed()) {
    if (last.held === last.takes) {
      return [last];
    }
    const back = pathBetween(links, last.takes, last.held, new Set());
    if (back !== null) {
      return [last, ...back].toSorted((a, b) => a.step - b.step);
    }
  }
  return [];
}

function linksAt(step: TraceStep, before: TraceStep | undefined, index: number): Link[] {
  const held = before?.held[step.task] ?? [];
  const now = step.held[step.task] ?? [];
  const taken = step.blocked ? [step.label] : now.slice(held.length);
  return taken.flatMap((takes) => held.map((lock) => ({ task: step.task, held: lock, takes, step: index + 1 })));
}

function pathBetween(links: readonly Link[], from: string, to: string, seen: Set<string>): Link[] | null {
  seen.add(from);
  for (const link of links.filter((l) => l.held === from)) {
    const rest = link.takes === to ? [] : seen.has(link.takes) ? null : pathBetween(links, link.takes, to, seen);
    if (rest !== null) {
      return [link, ...rest];
    }
  }
  return null;
}
