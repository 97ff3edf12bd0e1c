import type { Trace } from "../core/trace.ts";
import type { Call } from "./finding.ts";
import { markAt } from "./marks.ts";
import { count } from "./size.ts";

/** A text in the column of one task. */
export interface Cell {
  readonly task: number;
  readonly text: string;
}

/** One line of the table: a step, or without a number a note under it, a call that begins, a word about steps left out. */
export interface Row {
  readonly kind: "step" | "note" | "call" | "fold";
  /** 1 for the first step; 0 where there is none. */
  readonly number: number;
  readonly cells: readonly Cell[];
  /** Task ids of the steps left out before it without a line that says so. */
  readonly skipped?: readonly number[];
}

export interface RowOptions {
  /** Steps to leave out, by index. */
  readonly hidden: ReadonlySet<number>;
  /** Calls that get a line above their first step. */
  readonly starts: readonly Call[];
  /** Rounds of loops to leave out: index of the first step left out, and how many rounds of how many steps. */
  readonly loops: readonly Loop[];
  /** Whether steps left out get a line that says so; otherwise the row after them is marked. */
  readonly sayFolded: boolean;
}

export interface Loop {
  readonly first: number;
  readonly rounds: number;
  readonly period: number;
}

/** The rows of a trace, in order. */
export function rowsOf(trace: Trace, { hidden, starts, loops, sayFolded }: RowOptions): Row[] {
  const rows: Row[] = [];
  let index = 0;
  let shown = -1;
  let skipped: number[] = [];
  while (index < trace.steps.length) {
    const loop = loops.find((l) => l.first === index);
    if (loop !== undefined) {
      rows.push(
        foldRow(trace.steps[index]!.task, `… ${loop.rounds} more ${loop.period === 1 ? "" : "rounds "}like it`),
      );
      index += loop.rounds * loop.period;
      shown = index - 1;
      continue;
    }
    const call = starts.find(({ first }) => first === index);
    if (call !== undefined) {
      rows.push({ kind: "call", number: 0, cells: [{ task: trace.steps[index]!.task, text: `${call.text}:` }] });
    }
    let end = index;
    while (hidden.has(end) && (end === index || !starts.some(({ first }) => first === end))) {
      end++;
    }
    if (end > index && sayFolded) {
      rows.push(hiddenRow(trace, index, end));
    } else {
      skipped.push(...trace.steps.slice(index, end).map(({ task }) => task));
    }
    if (end < trace.steps.length && end === index) {
      const [step, ...notes] = stepRows(trace, index, shown);
      rows.push({ ...step!, ...(skipped.length > 0 && { skipped }) }, ...notes);
      skipped = [];
      shown = index++;
    } else {
      index = end;
    }
  }
  return rows;
}

function stepRows(trace: Trace, index: number, shown: number): Row[] {
  const { task, text, notes } = trace.steps[index]!;
  const cells: Cell[] = [{ task, text }];
  for (let at = shown + 1; at <= index; at++) {
    const mark = markAt(trace, at);
    if (mark !== null && !cells.some((cell) => cell.task === mark.task)) {
      cells.push(mark);
    }
  }
  const step: Row = { kind: "step", number: index + 1, cells };
  return [step, ...notes.map((note): Row => ({ kind: "note", number: 0, cells: [{ task, text: `^ ${note}` }] }))];
}

function hiddenRow(trace: Trace, from: number, to: number): Row {
  const counts = new Map<number, number>();
  for (const { task } of trace.steps.slice(from, to)) {
    counts.set(task, (counts.get(task) ?? 0) + 1);
  }
  const cells = [...counts].map(([task, n]) => ({ task, text: `… ${count(n, "step")} left out` }));
  return { kind: "fold", number: 0, cells };
}

function foldRow(task: number, text: string): Row {
  return { kind: "fold", number: 0, cells: [{ task, text }] };
}
