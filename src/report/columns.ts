import type { Row } from "./rows.ts";
import { wrap } from "./wrap.ts";

const GAP = 2;
const WIDEST = 36;
const LINES_PER_CELL = 3;

/** Where each column starts, and what is left for it before the next. */
interface Column {
  readonly start: number;
  readonly width: number;
}

export interface Table {
  readonly headings: readonly string[];
  readonly lines: readonly string[];
}

/**
 * Lays rows out in one column per task, no line longer than `width`. With three columns or more a text may run on into
 * columns that are blank in its row; otherwise what is too long is wrapped.
 */
export function layout(headings: readonly string[], rows: readonly Row[], width: number): Table {
  const gutter = Math.max(2, ...rows.map((row) => String(row.number).length)) + 3;
  const columns = place(naturalWidths(headings, rows), gutter, width);
  const heading: Row = { kind: "note", number: 0, cells: headings.map((text, task) => ({ task, text })) };
  return {
    headings: linesOf(heading, columns, gutter, width),
    lines: rows.flatMap((row) => linesOf(row, columns, gutter, width)),
  };
}

function naturalWidths(headings: readonly string[], rows: readonly Row[]): number[] {
  const widths = headings.map((heading) => Math.min(heading.length, WIDEST / 2));
  for (const { task, text } of rows.flatMap((row) => row.cells)) {
    widths[task] = Math.max(widths[task]!, text.length);
  }
  return widths;
}

/** Even columns if every text fits into them, otherwise each as wide as it needs, the widest cut until all fit. */
function place(natural: readonly number[], gutter: number, width: number): Column[] {
  const room = width - gutter - GAP * (natural.length - 1);
  const even = Math.min(WIDEST, Math.floor(room / natural.length));
  const wide = natural.every((n) => n <= even) ? natural.map(() => even) : shareOut(natural, room);
  let start = gutter;
  return wide.map((w) => {
    const column = { start, width: w };
    start += w + GAP;
    return column;
  });
}

function shareOut(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, w) => sum + w, 0) - room;
  for (; over > 0; over--) {
    widths[widths.indexOf(Math.max(...widths))]!--;
  }
  return widths;
}

function linesOf(row: Row, columns: readonly Column[], gutter: number, width: number): string[] {
  const blocks = row.cells.map(({ task, text }) => {
    const { start } = columns[task]!;
    return { start, lines: wrap(text, roomOf(row, task, columns, width), "  ", LINES_PER_CELL) };
  });
  const number = row.number === 0 ? "" : String(row.number).padStart(gutter - 3);
  const height = Math.max(...blocks.map((block) => block.lines.length));
  return Array.from({ length: height }, (_, at) => {
    let line = at === 0 ? number : "";
    for (const { start, lines } of blocks.toSorted((a, b) => a.start - b.start)) {
      if (lines[at] !== undefined) {
        line = line.padEnd(start) + lines[at];
      }
    }
    return line;
  });
}

function roomOf(row: Row, task: number, columns: readonly Column[], width: number): number {
  const own = columns[task]!;
  if (columns.length < 3) {
    return task === columns.length - 1 ? width - own.start : own.width;
  }
  const next = Math.min(...row.cells.filter((cell) => cell.task > task).map((cell) => columns[cell.task]!.start - GAP), width);
  return next - own.start;
}
