import { renderCoverage } from "./coverage-table.ts";
import { renderHeld } from "./held.ts";
import type { Paint } from "./paint.ts";
import { asDeclared, cellName } from "./result.ts";
import type { CellResult, CheckResult } from "./result.ts";
import { originOf, sizeOf } from "./size.ts";
import { reasonOf } from "./verdict.ts";
import { whyOf } from "./why.ts";
import { wrap } from "./wrap.ts";

const INDENT = "  ";

/** Below the matrix: each broken cell with its counterexamples, then what speaks for each held one and what was seen, then the rest. */
export function renderCells({ cells }: CheckResult, width: number, paint: Paint): string[] {
  const broken = cells.filter((cell) => cell.verdict === "broken").map((cell) => brokenLines(cell, width, paint));
  const held = cells.filter((cell) => cell.verdict === "held");
  const open = cells.filter((cell) => cell.verdict === "not exercised" || cell.verdict === "undecided");
  const openLines = open.map((cell) => wrap(`${cellName(cell)}: ${reasonOf(cell)}`, width, INDENT));
  return [
    ...broken.flatMap((lines) => [...lines, ""]),
    ...(held.length > 0 ? [...renderHeld(held, width), ""] : []),
    ...(held.length + open.length > 0 ? [...renderCoverage([...held, ...open], width), ""] : []),
    ...(open.length > 0 ? [paint.heading("without an answer"), ...openLines.flat(), ""] : []),
  ];
}

function brokenLines(cell: CellResult, width: number, paint: Paint): string[] {
  const declared = asDeclared(cell) ? "as declared" : paint.bad("not declared");
  const lines = [`${paint.heading(`${cellName(cell)}: broken`)}, ${declared}`];
  for (const finding of cell.findings) {
    lines.push(...wrap(INDENT + whyOf(finding), width, INDENT.repeat(2)));
    const evidence = [sizeOf(finding.counterexample), originOf(finding.counterexample)];
    lines.push(...evidence.flatMap((line) => wrap(INDENT.repeat(2) + line, width, INDENT.repeat(3))));
    lines.push(INDENT.repeat(2) + paint.quiet(finding.replay));
  }
  return lines;
}
