import type { Row } from "./rows.ts";
import { wrap } from "./wrap.ts";

const GAP = 2;
const WIDEST = 36;
const NARROWEST = 18;

export interface Heading {
  readonly task: number;
  readonly name: string;
  /** What the task calls; may be empty. */
  readonly calls: string;
}

export interface Table {
  readonly headings: readonly string[];
  readonly lines: readonly string[];
}

/** Where a column starts, and how wide it is. */
interface Column {
  readonly task: number;
  readonly start: number;
  readonly width: number;
}

interface Sheet {
  readonly gutter: number;
  readonly width: number;
  readonly columns: readonly Column[];
}

/**
 * Lays rows out in one column per task, no line longer than `width`. With three columns or more a text may run on into
 * columns that are blank in its row; otherwise what is too long is wrapped.
 */
export function layout(headings: readonly Heading[], rows: readonly Row[], width: number): Table {
  const busy = new Set(rows.flatMap((row) => (row.kind === "fold" ? [] : [row.cells[0]!.task])));
  const shown = headings.filter(({ task }) => busy.has(task));
  const visible = rows.map((row) => ({ ...row, cells: row.cells.filter((c) => shown.some((h) => h.task === c.task)) }));
  const gutter = Math.max(2, ...rows.map((row) => numberOf(row).length)) + 3;
  const natural = shown.map(({ task, name }) => {
    const texts = visible.flatMap((row) => row.cells.flatMap((cell) => (cell.task === task ? [cell.text.length] : [])));
    return Math.max(name.length, ...texts);
  });
  const tables = candidates(natural, width - gutter - GAP * (shown.length - 1)).map((widths): Table => {
    const sheet = { gutter, width, columns: place(shown, widths, gutter) };
    return { headings: headingLines(shown, sheet), lines: visible.flatMap((row) => linesOf(row, sheet)) };
  });
  return tables.reduce((best, table) => (heightOf(table) < heightOf(best) ? table : best));
}

/** Widths to try, the most pleasing first: even ones; for two columns all others that leave either a fair share. */
function candidates(natural: readonly number[], room: number): number[][] {
  const even = Math.min(WIDEST, Math.floor(room / natural.length));
  if (natural.every((n) => n <= even)) {
    return [natural.map(() => even)];
  }
  if (natural.length === 2) {
    const shares = Array.from({ length: room - 2 * NARROWEST + 1 }, (_, at) => NARROWEST + at);
    return shares.toSorted((a, b) => Math.abs(a - even) - Math.abs(b - even)).map((left) => [left, room - left]);
  }
  const last = natural.length === 1 ? room : Math.max(NARROWEST, Math.min(natural.at(-1)!, Math.floor(room / 2)));
  return [natural.map((_, at) => (at < natural.length - 1 ? Math.floor((room - last) / (natural.length - 1)) : last))];
}

function place(headings: readonly Heading[], widths: readonly number[], gutter: number): Column[] {
  return headings.map(({ task }, at) => ({
    task,
    start: widths.slice(0, at).reduce((sum, w) => sum + w + GAP, gutter),
    width: widths[at]!,
  }));
}

/** Its number, behind a mark if steps before it are left out; nothing where it has none. */
function numberOf({ number, skipped = [] }: Row): string {
  return `${skipped.length > 0 ? "… " : ""}${number === 0 ? "" : number}`;
}

function heightOf({ headings, lines }: Table): number {
  return headings.length + lines.length;
}

/** Name and calls on one line if that fits for every task, otherwise the calls below the names. */
function headingLines(headings: readonly Heading[], sheet: Sheet): string[] {
  const whole = headings.map(({ task, name, calls }) => ({ task, text: calls === "" ? name : `${name} (${calls})` }));
  const fits = whole.every(({ task, text }) => text.length <= roomFor(task, [], sheet, false));
  const names = headings.map(({ task, name }) => ({ task, text: name }));
  const calls = headings.filter((h) => h.calls !== "").map((h) => ({ task: h.task, text: `(${h.calls})` }));
  const lines = fits ? [whole] : [names, calls];
  return lines.flatMap((cells) => linesOf({ kind: "note", number: 0, cells }, sheet, false));
}

function linesOf(row: Row, sheet: Sheet, mayRunOn = sheet.columns.length > 2): string[] {
  const tasks = row.cells.map((cell) => cell.task);
  const blocks = row.cells
    .map(({ task, text }) => ({
      start: startOf(task, sheet),
      lines: wrap(text, roomFor(task, tasks, sheet, mayRunOn), "  "),
    }))
    .toSorted((a, b) => a.start - b.start);
  const number = numberOf(row).padStart(sheet.gutter - 3);
  const height = Math.max(0, ...blocks.map((block) => block.lines.length));
  return Array.from({ length: height }, (_, at) =>
    blocks.reduce(
      (line, { start, lines }) => (lines[at] === undefined ? line : line.padEnd(start) + lines[at]),
      at === 0 ? number : "",
    ),
  );
}

/** Characters for the text of `task` in a row where `tasks` have one: up to the next column, or the next one in use. */
function roomFor(task: number, tasks: readonly number[], { columns, width }: Sheet, mayRunOn: boolean): number {
  const own = columns.findIndex((column) => column.task === task);
  const next = columns.find((column, at) => at > own && (!mayRunOn || tasks.includes(column.task)));
  return (next === undefined ? width : next.start - GAP) - columns[own]!.start;
}

function startOf(task: number, { columns }: Sheet): number {
  return columns.find((column) => column.task === task)!.start;
}
