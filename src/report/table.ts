import type { Trace } from "../core/trace.ts";
import { layout } from "./columns.ts";
import type { Heading, Table } from "./columns.ts";
import { fit } from "./fit.ts";

export interface TableOptions {
  /** What each task calls, by task id. */
  readonly calls?: readonly (readonly string[])[];
  /** The claim that broke: which steps matter depends on it. */
  readonly claim?: string;
  /** Lines that headings and rows together should not exceed. Default: all that matters. */
  readonly lines?: number;
  readonly width?: number;
}

/** A trace as one column per task. Tasks that neither call anything nor show a step get none. */
export function renderTrace(trace: Trace, options: TableOptions = {}): Table {
  const { calls = [], claim = "", lines = Infinity, width = 80 } = options;
  const headings = trace.tasks.map((name, task): Heading => ({ task, name, calls: (calls[task] ?? []).join("; ") }));
  const rows = fit(trace, claim, (candidate) => {
    const table = layout(headings, candidate, width);
    return table.headings.length + table.lines.length <= lines;
  });
  return layout(headings, rows, width);
}
