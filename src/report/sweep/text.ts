import { PLAIN } from "../paint.ts";
import type { Paint } from "../paint.ts";
import { count, sizeOf } from "../size.ts";
import { renderFinding } from "../text.ts";
import { wrap } from "../wrap.ts";
import { renderPairs, renderSafe, renderValues } from "./grid.ts";
import { printValues } from "./result.ts";
import type { CauseResult, SweepResult } from "./result.ts";

export interface SweepTextOptions {
  readonly width?: number;
  readonly paint?: Paint;
  /** On a terminal the grid comes last, where it is still to be seen. Default: first. */
  readonly grid?: "first" | "last";
}

/** The whole result as text: values, pairs, safe settings, and what makes a setting unsafe, each with its smallest race. */
export function renderSweep(result: SweepResult, options: SweepTextOptions = {}): string[] {
  const { width = 80, paint = PLAIN, grid = "first" } = options;
  const tables = [
    ...titleOf(result).flatMap((line) => wrap(line, width, "  ")),
    "",
    ...renderValues(result, width, paint),
    "",
    ...renderPairs(result, width, paint),
    "",
    ...renderSafe(result, width, paint),
    "",
  ];
  const causes = result.causes.flatMap((cause, at) => [...causeLines(cause, at, width, paint), ""]);
  const undecided = undecidedLines(result, width, paint);
  const summary = summaryOf(result).flatMap((line) => wrap(line, width, "  "));
  return grid === "first"
    ? [...tables, ...undecided, ...causes, ...summary]
    : [...causes, ...undecided, ...tables, ...summary];
}

function titleOf({ design, title, mended, values, leftOut }: SweepResult): string[] {
  const knobs = [...new Set(values.map(({ knob }) => knob))];
  const what = mended.length === 0 ? "as posted" : `with ${mended.join(", ")} mended`;
  return [
    `${design} ${what}: ${title}`,
    `turned: ${knobs.join(", ")}; everything else stands as there`,
    ...(leftOut.length === 0 ? [] : [`not judged, since it declares to break it in any case: ${leftOut.join(", ")}`]),
  ];
}

function causeLines(cause: CauseResult, at: number, width: number, paint: Paint): string[] {
  const { values, settings, findings } = cause;
  const [first, ...others] = findings;
  const also = others.map(({ counterexample }) => counterexample.property);
  const lines = [
    paint.heading(`${at + 1}. unsafe: ${printValues(values)}`),
    ...wrap(`   ${count(settings, "setting")}; breaks ${findings.map(propertyOf).join(", ")}`, width, "   "),
  ];
  if (first === undefined) {
    return lines;
  }
  const rest = others.flatMap((finding) => [
    ...wrap(`${propertyOf(finding)}: ${sizeOf(finding.counterexample)}`, width, "  "),
    paint.quiet(`  ${finding.replay}`),
  ]);
  return [...lines, "", ...renderFinding(first, { width, paint }), ...(also.length === 0 ? [] : ["", ...rest])];
}

const propertyOf = ({ counterexample }: CauseResult["findings"][number]): string => counterexample.property;

function undecidedLines({ settings }: SweepResult, width: number, paint: Paint): string[] {
  const open = settings.filter(({ verdict }) => verdict === "undecided");
  const reasons = [...new Set(open.map(({ remark }) => remark))].map((remark) => {
    const these = open.filter((setting) => setting.remark === remark);
    return `  ${count(these.length, "setting")}, e.g. ${these[0]!.design}: ${remark}`;
  });
  return open.length === 0
    ? []
    : [paint.heading("without an answer"), ...reasons.flatMap((line) => wrap(line, width, "    ")), ""];
}

function summaryOf(result: SweepResult): string[] {
  const { settings, causes, seed, strategy, budget, complete } = result;
  const of = (verdict: string): number => settings.filter((one) => one.verdict === verdict).length;
  const open = of("undecided") === 0 ? "" : `, ${of("undecided")} undecided`;
  const spent = `${count(budget.scenarios, "scenario")} a safe setting, ${count(budget.schedules, "schedule")} a scenario`;
  return [
    `${count(settings.length, "setting")}${complete ? "" : ", interrupted"}: ${of("safe")} safe in all explored, ${of("unsafe")} unsafe for ${count(causes.length, "reason")}${open}`,
    `seed ${seed}, ${strategy}, at most ${spent}`,
  ];
}
