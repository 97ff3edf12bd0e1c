import { asDeclared } from "./result.ts";
import type { Judged } from "./result.ts";
import { count } from "./size.ts";

/** Behind a verdict that is not the declared one. */
export const NOT_DECLARED = "!";

/** What the cell of the matrix says: `held`, `BROKEN`, `not exercised`, `undecided`, with `!` if that is not as declared. */
export function verdictOf(cell: Judged): string {
  const word = cell.verdict === "broken" ? "BROKEN" : cell.verdict;
  const decided = cell.verdict === "broken" || cell.verdict === "held";
  return decided && !asDeclared(cell) ? `${word} ${NOT_DECLARED}` : word;
}

/** Of which scenarios every schedule was run: `all`, `31, others to preemption bound 2`, `none`. */
export function exhaustedOf({
  scenarios,
  whole,
  bounded,
  scope,
}: Pick<Judged, "scenarios" | "whole" | "bounded" | "scope">): string {
  if (scenarios > 0 && whole === scenarios) {
    return "all";
  }
  const rest = bounded > whole ? `${bounded === scenarios ? "others" : `${bounded - whole} more`} to ${scope}` : "";
  const parts = [...(whole > 0 ? [String(whole)] : []), ...(rest === "" ? [] : [rest])];
  return parts.length === 0 ? "none" : parts.join(", ");
}

/** Why a cell that neither held nor broke did not. */
export function reasonOf(cell: Judged): string {
  if (cell.verdict === "undecided") {
    return cell.remark === "" ? "undecided: the budget was spent first" : `undecided: ${cell.remark}`;
  }
  const missing = Object.entries(cell.reached).flatMap(([name, times]) => (times === 0 ? [name] : []));
  const never = missing.length === 0 ? "" : `"${missing.join('", "')}" never happened in `;
  const where = `${count(cell.scenarios, "scenario")}, ${count(cell.schedules, "schedule")}`;
  return `not exercised: ${never}${where}: the generated scenarios do not reach what it speaks of`;
}
