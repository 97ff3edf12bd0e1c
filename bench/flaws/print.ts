import { table } from "table";
import type { Counterexample } from "../../src/shrink/counterexample.ts";

export interface FlawRow {
  readonly flaw: string;
  readonly shown: Counterexample;
  /** By seed that found it: executions to the first break. */
  readonly first: readonly number[];
  /** For all seeds. */
  readonly seconds: number;
}

export interface CellRow {
  readonly design: string;
  readonly property: string;
  readonly first: readonly number[];
}

const SIZE = ["commands", "tasks", "preemptions", "steps", "proved"];

export function printFlaws(rows: readonly FlawRow[], seeds: number): string {
  const lines = rows.map(({ flaw, shown: { design, property, size, proved }, first, seconds }) => [
    flaw,
    design,
    property,
    ...figures(first, seeds),
    size.commands,
    size.tasks,
    size.preemptions,
    size.steps,
    proved ? "yes" : "no",
    seconds.toFixed(1),
  ]);
  return table([["flaw", "design", "property", ...FIGURES, ...SIZE, "s"], ...lines], PLAIN);
}

export function printCells(rows: readonly CellRow[], seeds: number): string {
  const lines = rows.map(({ design, property, first }) => [design, property, ...figures(first, seeds)]);
  return table([["design", "property", ...FIGURES], ...lines], PLAIN);
}

const FIGURES = ["found", "median", "least", "most"];

/** Seeds that found nothing count as later than all others. */
function figures(first: readonly number[], seeds: number): string[] {
  const sorted = first.toSorted((a, b) => a - b);
  const at = (index: number): string => sorted[index]?.toLocaleString("en-US") ?? "-";
  return [`${first.length}/${seeds}`, at(Math.floor(seeds / 2)), at(0), at(sorted.length - 1)];
}

/** Rows as a page of Markdown wants them. */
const PLAIN = {
  border: { bodyLeft: "|", bodyRight: "|", bodyJoin: "|", joinBody: "-", joinLeft: "|", joinRight: "|", joinJoin: "|" },
  drawHorizontalLine: (line: number) => line === 1,
};
