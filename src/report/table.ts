import type { Trace } from "../core/trace.ts";
import { layout } from "./columns.ts";
import type { Heading, Table } from "./columns.ts";
import type { Call } from "./finding.ts";
import { fit } from "./fit.ts";
import { rowsOf } from "./rows.ts";

export interface TableOptions {
  /** What each task calls, by task id. */
  readonly calls?: readonly (readonly Call[])[];
  /** The claim that broke: which steps matter depends on it. */
  readonly claim?: string;
  /** Lines that headings and rows together should not exceed. Default: all that matters. */
  readonly lines?: number;
  readonly width?: number;
  /** Every step, nothing folded. */
  readonly every?: boolean;
}

/** A trace as one column per task. Tasks that show no step get none. */
export function renderTrace(trace: Trace, options: TableOptions = {}): Table {
  const { calls = [], claim = "", lines = Infinity, width = 80, every = false } = options;
  const headings = trace.tasks.map((name, task) => headingOf(name, task, calls[task] ?? []));
  const starts = calls.flatMap((own) => (own.length > 1 ? own : []));
  if (every) {
    return layout(headings, rowsOf(trace, { hidden: new Set(), loops: [], starts, sayFolded: false }), width);
  }
  const rows = fit({ trace, claim, starts }, (candidate) => {
    const table = layout(headings, candidate, width);
    return table.headings.length + table.lines.length <= lines;
  });
  return layout(headings, rows, width);
}

/** A single call stands beside the task's name; several stand above their first steps. */
function headingOf(name: string, task: number, calls: readonly Call[]): Heading {
  return { task, name, calls: calls.length === 1 ? calls[0]!.text : "" };
}
