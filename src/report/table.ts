import type { Trace } from "../core/trace.ts";
import { layout } from "./columns.ts";
import type { Heading, Table } from "./columns.ts";
import type { Call } from "./finding.ts";
import { fit } from "./fit.ts";
import { rowsOf } from "./rows.ts";
import type { Row } from "./rows.ts";
import { count } from "./size.ts";
import { wrap } from "./wrap.ts";

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
  const tableOf = (rows: readonly Row[]): Table => {
    const table = layout(headings, rows, width);
    return { ...table, lines: [...table.lines, ...leftOut(trace, rows, width)] };
  };
  const rows = fit({ trace, claim, starts }, (candidate) => {
    const table = tableOf(candidate);
    return table.headings.length + table.lines.length <= lines;
  });
  return tableOf(rows);
}

/** What the marks before numbers stand for: `… 7 steps of vCPU and 2 of notifier are left out`. */
function leftOut(trace: Trace, rows: readonly Row[], width: number): string[] {
  const skipped = rows.flatMap((row) => row.skipped ?? []);
  const parts = trace.tasks.flatMap((name, task) => {
    const steps = skipped.filter((other) => other === task).length;
    return steps === 0 ? [] : [[steps, name] as const];
  });
  const [first, ...others] = parts.map(([n, name], at) => `${at === 0 ? count(n, "step") : n} of ${name}`);
  if (first === undefined) {
    return [];
  }
  const all = others.length === 0 ? first : `${[first, ...others.slice(0, -1)].join(", ")} and ${others.at(-1)}`;
  return wrap(`… ${all} left out: replay --all shows them`, width, "  ");
}

/** A single call stands beside the task's name; several stand above their first steps. */
function headingOf(name: string, task: number, calls: readonly Call[]): Heading {
  return { task, name, calls: calls.length === 1 ? calls[0]!.text : "" };
}
