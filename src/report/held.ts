import { getBorderCharacters, table } from "table";
import { asDeclared, cellName } from "./result.ts";
import type { CellResult } from "./result.ts";
import { exhaustedOf, NOT_DECLARED } from "./verdict.ts";

const EXHAUSTED = 3;

/** What speaks for each held cell, a line each: how much was run, by which strategy, and what of it exhaustively. */
export function renderHeld(cells: readonly CellResult[], width: number): string[] {
  const strategies = new Set(cells.map((cell) => cell.strategy));
  const [first, last] = strategies.size === 1 ? [`held, by ${[...strategies].join()}`, []] : ["held", ["strategy"]];
  const headings = [first, "scenarios", "schedules", "exhausted", ...last];
  const rows = cells.map((cell) => [
    asDeclared(cell) ? cellName(cell) : `${cellName(cell)} ${NOT_DECLARED}`,
    cell.scenarios.toLocaleString("en-US"),
    cell.schedules.toLocaleString("en-US"),
    exhaustedOf(cell),
    ...last.map(() => cell.strategy),
  ]);
  const widths = headings.map((heading, at) => Math.max(heading.length, ...rows.map((row) => row[at]!.length)));
  const over = widths.reduce((sum, w) => sum + w, 2 * (widths.length - 1)) - width;
  widths[EXHAUSTED] = Math.max(20, widths[EXHAUSTED]! - Math.max(0, over));
  const text = table([headings, ...rows], {
    border: { ...getBorderCharacters("void"), bodyJoin: "  " },
    columnDefault: { paddingLeft: 0, paddingRight: 0, wrapWord: true },
    columns: widths.map((w, at) => ({ width: w, alignment: at === 1 || at === 2 ? ("right" as const) : "left" })),
    drawHorizontalLine: () => false,
  });
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.trimEnd());
}
