import type { Section } from "../core/program.ts";
import { printInsight } from "../explain/print-insight.ts";
import type { Trace, TraceStep } from "../core/trace.ts";
import type { Finding } from "./finding.ts";
import { quietSteps, withoutSingles } from "./fit.ts";
import { findLoops } from "./loops.ts";
import { markAt } from "./marks.ts";
import type { Mark } from "./marks.ts";
import { weighSteps } from "./relevance.ts";
import { asDeclared } from "./result.ts";
import type { CellResult, CheckResult, Judged } from "./result.ts";
import { headlineOf, renderFinding } from "./text.ts";

/** A step as in `TraceStep`; the state is given as positions in `ReportDocument.sections`. */
export interface StepDocument extends Omit<TraceStep, "state"> {
  /** Whether it can have had to do with what broke, and is no inner round of a loop. */
  readonly matters: boolean;
  /** Why the task before it stopped, where that is not plain. */
  readonly mark: Mark | null;
  readonly state: readonly number[];
}

export interface TraceDocument extends Omit<Trace, "program" | "initial" | "steps"> {
  readonly initial: readonly number[];
  readonly steps: readonly StepDocument[];
}

export interface FindingDocument extends Omit<Finding, "trace"> {
  readonly headline: string;
  /** `insight` in words. */
  readonly kind: string | null;
  readonly trace: TraceDocument;
  /** The counterexample as text, 80 characters wide. */
  readonly mail: readonly string[];
}

export interface CellDocument extends Judged {
  readonly asDeclared: boolean;
  readonly findings: readonly FindingDocument[];
}

/**
 * A result as plain data, for `report.json` and the HTML report. `version` grows when a field changes its meaning or goes;
 * new fields may come at any time. But for `times`, two runs with one seed give the same bytes.
 */
export interface ReportDocument extends Omit<CheckResult, "cells" | "times"> {
  readonly format: "s2check-report";
  readonly version: 1;
  /** Each distinct table of a model's state once. */
  readonly sections: readonly Section[];
  readonly cells: readonly CellDocument[];
  readonly times: CheckResult["times"];
}

export function documentOf(result: CheckResult): ReportDocument {
  const { seed, strategy, budget, complete, designs, properties, times } = result;
  const sections = new SectionTable();
  const cells = result.cells.map((cell) => cellDocument(cell, sections));
  return {
    format: "s2check-report",
    version: 1,
    seed,
    strategy,
    budget,
    complete,
    designs,
    properties,
    sections: sections.all,
    cells,
    times: { total: times.total, cells: sorted(times.cells) },
  };
}

/** `report.json`. */
export function printDocument(document: ReportDocument): string {
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Numbers equal sections alike. */
export class SectionTable {
  readonly all: Section[] = [];
  readonly #known = new Map<string, number>();

  numbersOf(state: readonly Section[]): number[] {
    return state.map(({ title, rows }) => {
      const key = JSON.stringify([title, rows]);
      const known = this.#known.get(key) ?? this.all.push({ title, rows }) - 1;
      this.#known.set(key, known);
      return known;
    });
  }
}

function cellDocument(cell: CellResult, sections: SectionTable): CellDocument {
  const findings = cell.findings.map((finding) => findingDocument(finding, sections));
  return { ...cell, reached: sorted(cell.reached), asDeclared: asDeclared(cell), findings };
}

export function findingDocument(finding: Finding, sections: SectionTable): FindingDocument {
  const { trace } = finding;
  const { tasks, outcome, violations, preemptions, switches } = trace;
  const folded = foldedSteps(finding);
  const steps = trace.steps.map((step, index) => ({
    ...step,
    matters: !folded.has(index),
    mark: markAt(trace, index),
    state: sections.numbersOf(step.state),
  }));
  const initial = sections.numbersOf(trace.initial);
  return {
    ...finding,
    headline: headlineOf(finding),
    kind: finding.insight === null ? null : printInsight(finding.insight, trace),
    trace: { tasks, initial, steps, outcome, violations, preemptions, switches },
    mail: renderFinding(finding),
  };
}

function foldedSteps({ trace, counterexample, calls }: Finding): Set<number> {
  const weights = weighSteps(trace, counterexample.claim);
  const hidden = withoutSingles(quietSteps(weights));
  const loops = findLoops({ trace, weights, hidden, starts: calls.flat() });
  const rounds = loops.flatMap(({ first, rounds: n, period }) =>
    Array.from({ length: n * period }, (_, at) => first + at),
  );
  return new Set([...hidden, ...rounds]);
}

function sorted(record: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
