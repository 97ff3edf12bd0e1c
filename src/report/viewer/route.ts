import type { CellDocument, ReportDocument } from "../document.ts";

/** What the page shows; the URL's fragment says it, so that a link leads back to the same step. */
export interface Route {
  readonly design: string;
  readonly property: string;
  /** Which counterexample of the cell, from 1. */
  readonly finding: number;
  /** The last step made; 0 is the beginning. */
  readonly step: number;
}

/** `#maple-v1/soundness/1/5`; the numbers may be missing. Null if it names nothing in this report. */
export function parseRoute(hash: string, report: ReportDocument): Route | null {
  const [design = "", property = "", finding = "1", step = "0"] = hash.replace(/^#/, "").split("/").map(decode);
  const cell = cellOf(report, { design, property });
  if (cell === undefined) {
    return null;
  }
  const number = clamp(Number(finding), 1, Math.max(1, cell.findings.length));
  return { design, property, finding: number, step: clamp(Number(step), 0, lastStep(cell, number)) };
}

export function printRoute({ design, property, finding, step }: Route): string {
  return `#${encodeURIComponent(design)}/${encodeURIComponent(property)}/${finding}/${step}`;
}

/** Where a page without a fragment opens: what contradicts its declaration, else the first broken cell. */
export function firstRoute({ cells }: ReportDocument): Route | null {
  const broken = cells.filter((cell) => cell.findings.length > 0);
  const cell = broken.find((candidate) => !candidate.asDeclared) ?? broken[0] ?? cells[0];
  return cell === undefined ? null : { design: cell.design, property: cell.property, finding: 1, step: 0 };
}

export function cellOf(report: ReportDocument, wanted: Pick<Route, "design" | "property">): CellDocument | undefined {
  return report.cells.find((cell) => cell.design === wanted.design && cell.property === wanted.property);
}

/** The number of steps of a counterexample; 0 where there is none. */
function lastStep(cell: CellDocument, finding: number): number {
  return cell.findings[finding - 1]?.trace.steps.length ?? 0;
}

function clamp(value: number, least: number, most: number): number {
  return Number.isInteger(value) ? Math.min(Math.max(value, least), most) : least;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
