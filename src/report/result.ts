import type { SeenFigures } from "../explore/seen.ts";
import type { Flaw } from "../scenario/model.ts";
import type { Finding } from "./finding.ts";

export type Verdict = "held" | "broken" | "not exercised" | "undecided";

/** What a check was asked to spend. */
export interface Budget {
  /** Scenarios drawn per cell. */
  readonly scenarios: number;
  /** Executions per scenario, at most. */
  readonly schedules: number;
  /** Executions that one minimisation may spend. */
  readonly shrink: number;
  /** How many times the executions of an ordinary check these are, at most. */
  readonly times: number;
}

export interface DesignInfo {
  readonly model: string;
  readonly name: string;
  readonly title: string;
  readonly flaws: readonly Flaw[];
}

export interface PropertyInfo {
  readonly model: string;
  readonly name: string;
  readonly statement: string;
}

/** One design judged by one property. */
export interface CellResult extends Judged {
  /** One for each flaw that was told apart, the smallest first; empty unless broken. */
  readonly findings: readonly Finding[];
}

/** What was run for a cell, and what came out. */
export interface Judged {
  readonly design: string;
  readonly property: string;
  readonly verdict: Verdict;
  /** Whether the design says of itself that it breaks this property, and by what it says of itself. */
  readonly declaredBroken: boolean;
  readonly scenarios: number;
  readonly schedules: number;
  readonly strategy: string;
  /** Scenarios of which every schedule was run. */
  readonly whole: number;
  /** Scenarios of which every schedule within `scope` was run; the whole ones are among them. */
  readonly bounded: number;
  /** E.g. `preemption bound 2`; empty where the strategy exhausts nothing. */
  readonly scope: string;
  /** How often each thing that the property wants exercised happened; a 0 is what makes a cell `not exercised`. */
  readonly reached: Readonly<Record<string, number>>;
  /** What the schedules have shown, and how likely one more is to show something new; the same in all cells of a design. */
  readonly seen: SeenFigures;
  /** Why the verdict is `undecided`; empty otherwise. */
  readonly remark: string;
}

/** All that one `check` found. Everything but `times` is a function of the seed and the code. */
export interface CheckResult {
  readonly seed: number;
  readonly strategy: string;
  readonly budget: Budget;
  /** False when the run was interrupted: the cells are those that were finished. */
  readonly complete: boolean;
  /** Columns of the matrix, in this order. */
  readonly designs: readonly DesignInfo[];
  /** Rows of the matrix, in this order. */
  readonly properties: readonly PropertyInfo[];
  readonly cells: readonly CellResult[];
  /** The only part that differs between two runs with the same seed. Milliseconds; cells by `cellName`. */
  readonly times: { readonly total: number; readonly cells: Readonly<Record<string, number>> };
}

/** What a cell is called on the command line, in links and as key of its time: `maple-v1/soundness`. */
export function cellName(cell: { readonly design: string; readonly property: string }): string {
  return `${cell.design}/${cell.property}`;
}

/** Whether a cell is as the design declares it; what was not exercised or not decided is not. */
export function asDeclared(cell: Judged): boolean {
  return cell.verdict === (cell.declaredBroken ? "broken" : "held");
}
