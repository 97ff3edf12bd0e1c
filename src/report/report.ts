import { renderCells } from "./cells.ts";
import { renderMatrix } from "./matrix.ts";
import { PLAIN } from "./paint.ts";
import type { Paint } from "./paint.ts";
import { asDeclared } from "./result.ts";
import type { CheckResult } from "./result.ts";
import { count } from "./size.ts";
import { renderFinding } from "./text.ts";
import { NOT_DECLARED } from "./verdict.ts";
import { wrap } from "./wrap.ts";

export interface ReportOptions {
  readonly width?: number;
  readonly paint?: Paint;
  /** Whose columns to print below: every counterexample's, those of cells that break what they declare to hold, or none. */
  readonly traces?: "all" | "not declared" | "none";
  /** On a terminal the matrix comes last, where it is still to be seen. Default: first. */
  readonly matrix?: "first" | "last";
}

/** The whole result as text: the matrix, what is behind each cell, and counterexamples in columns. */
export function renderReport(result: CheckResult, options: ReportOptions = {}): string[] {
  const { width = 80, paint = PLAIN, traces = "not declared", matrix = "first" } = options;
  const shown = traces === "none" ? [] : result.cells.filter((cell) => traces === "all" || !asDeclared(cell));
  const findings = shown.flatMap((cell) => cell.findings);
  const overview = [...renderMatrix(result, width, paint), ...legendOf(result), ""];
  const cells = renderCells(result, width, paint);
  const columns = findings.flatMap((finding) => [...renderFinding(finding, { paint }), "", ""]);
  const summary = summaryOf(result).flatMap((line) => wrap(line, width));
  return matrix === "first"
    ? [...overview, ...cells, ...columns, ...summary]
    : [...columns, ...cells, ...overview, ...summary];
}

function legendOf(result: CheckResult): string[] {
  const surprising = result.cells.some((cell) => cell.verdict !== "undecided" && !asDeclared(cell));
  return surprising ? ["", `${NOT_DECLARED} after a verdict: the design declares otherwise`] : [];
}

/** `84 cells: 60 held, 24 broken as declared`, and how to get the same again. */
function summaryOf(result: CheckResult): string[] {
  const { cells, complete, seed, strategy, budget } = result;
  const of = (verdict: string, declared: boolean): number =>
    cells.filter((cell) => cell.verdict === verdict && asDeclared(cell) === declared).length;
  const counts: [number, string][] = [
    [of("held", true), "held"],
    [of("broken", true), "broken as declared"],
    [of("broken", false), "broken and not declared"],
    [of("held", false), "held although declared broken"],
    [of("not exercised", false), "not exercised"],
    [of("undecided", false), "undecided"],
  ];
  const parts = counts.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`]));
  const spent = `${count(budget.scenarios, "scenario")} a design, ${count(budget.schedules, "schedule")} a scenario`;
  return [
    `${count(cells.length, "cell")}${complete ? "" : ", interrupted"}: ${parts.join(", ")}`,
    `seed ${seed}, ${strategy}, at most ${spent}`,
    ...(budget.times > 1 ? [`${budget.times.toFixed(1)} times the schedules of an ordinary check`] : []),
  ];
}
