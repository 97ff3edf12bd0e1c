import { getBorderCharacters, table } from "table";
import type { CellResult } from "./result.ts";
import { chanceIn } from "./seen.ts";
import { wrap } from "./wrap.ts";

const HEADINGS = ["seen", "traces", "reads-from", "nestings", "new trace", "new reads-from"];

/**
 * What the schedules of each design have shown, and how likely one more is to show something new; for designs of which some
 * cell is not broken. All cells of a design are judged in the same runs.
 */
export function renderCoverage(cells: readonly CellResult[], width: number): string[] {
  const designs = [...new Map(cells.map((cell) => [cell.design, cell])).values()];
  const rows = designs.map((cell) => [
    cell.design,
    cell.seen.traces.toLocaleString("en-US"),
    cell.seen.readsFrom.toLocaleString("en-US"),
    cell.seen.lockNestings.toLocaleString("en-US"),
    chanceIn(cell, cell.seen.newTrace),
    chanceIn(cell, cell.seen.newReadsFrom),
  ]);
  const widths = HEADINGS.map((heading, at) => Math.max(heading.length, ...rows.map((row) => row[at]!.length)));
  const over = widths.reduce((sum, w) => sum + w, 2 * (widths.length - 1)) - width;
  widths[0] = Math.max(12, widths[0]! - Math.max(0, over));
  const text = table([HEADINGS, ...rows], {
    border: { ...getBorderCharacters("void"), bodyJoin: "  " },
    columnDefault: { paddingLeft: 0, paddingRight: 0, wrapWord: true },
    columns: widths.map((w, at) => ({ width: w, alignment: at === 0 ? ("left" as const) : ("right" as const) })),
    drawHorizontalLine: () => false,
  });
  const lines = text.split("\n").map((line) => line.trimEnd());
  const meaning = "how likely one more schedule is to show one that none has shown, and at most with 95 % confidence";
  return [...lines.slice(0, -1), ...wrap(`new: ${meaning}`, width)];
}
