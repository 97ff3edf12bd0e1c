import { printSchedule } from "../core/schedule.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Exploration } from "../explore/explore.ts";
import type { SeenFigures } from "../explore/seen.ts";
import { chanceText, seenText } from "../report/seen.ts";
import { count } from "../report/size.ts";
import { wrap } from "../report/wrap.ts";

/** What was explored. */
export interface Explored {
  readonly property: string;
  readonly design: string;
  readonly declaredBroken: boolean;
  /** Whether each schedule was run twice, to see that it goes the same way. */
  readonly twice: boolean;
  readonly result: Exploration;
  /** Null where nothing is left to run. */
  readonly seen: SeenFigures | null;
  readonly replayOf: (schedule: Schedule) => string;
}

/** Counts, what is broken and how to see it, and one sentence that says what it comes to. */
export function explorationText(explored: Explored): string[] {
  const coverage = explored.seen === null ? [] : wrap(coverageOf(explored.seen, explored.result.runs), 80);
  return [...countsOf(explored.result), ...brokenOf(explored), "", ...wrap(verdictOf(explored), 80), ...coverage];
}

/** `Seen: 24 traces, …. One more schedule shows a new trace in 3.1 % (at most 5 %) of cases, …`. */
function coverageOf(seen: SeenFigures, runs: number): string {
  const { drawn, newTrace, newReadsFrom } = seen;
  const chances = `a new trace in ${chanceText(newTrace)} of cases, a new reads-from pair in ${chanceText(newReadsFrom)}`;
  const sample = `${count(drawn, "schedule")} drawn at random`;
  const part = seen.runs < runs ? ` in ${count(seen.runs, "schedule")}` : "";
  return `Seen${part}: ${seenText(seen)}. One more schedule shows ${chances}, judging by ${sample}.`;
}

export function explorationJson(explored: Explored): string[] {
  const { runs, steps, outcomes, found, reached, exhausted, scope } = explored.result;
  const broken = [...found].map(([claim, { violation, times, run: first, schedule }]) => ({
    claim,
    message: violation.message,
    times,
    first,
    schedule: printSchedule(schedule),
  }));
  const verdict = verdictOf(explored);
  const { seen } = explored;
  const facts = {
    runs,
    steps,
    exhausted,
    scope,
    outcomes,
    broken,
    reached: Object.fromEntries(reached),
    verdict,
    seen,
  };
  return [JSON.stringify(facts, null, 2)];
}

/** What strategies that merge schedules say of their reach. */
const EXTENT: Readonly<Record<string, string>> = { equivalence: "which stand for all of them" };

function countsOf({ runs, steps, outcomes, exhausted, scope }: Exploration): string[] {
  const all = exhausted && scope === "all schedules";
  const extent = all
    ? "which are all of them"
    : scope === ""
      ? "a sample"
      : (EXTENT[scope] ?? `among them all up to ${scope}`);
  const ends = Object.entries(outcomes).filter(([, times]) => times > 0);
  return [
    `${count(runs, "schedule")}, ${extent}; ${count(steps, "step")}`,
    ...ends.map(([kind, times]) => `  ${kind}: ${times.toLocaleString("en-US")}`),
  ];
}

function brokenOf({ result, replayOf }: Explored): string[] {
  return [...result.found].flatMap(([claim, { violation, times, run: first, schedule }]) => [
    `${claim} is broken by ${times.toLocaleString("en-US")} of them, first by number ${first.toLocaleString("en-US")}`,
    `  ${violation.message}`,
    `  ${replayOf(schedule)}`,
  ]);
}

/** `soundness is broken by maple-v1 in this scenario, as declared: 12 of all its 96 schedules break it.` */
function verdictOf({ property, design, declaredBroken, twice, result }: Explored): string {
  const breaks = result.outcomes.violated + result.outcomes.deadlocked + result.outcomes.stepLimit;
  const where = `${design} in this scenario`;
  const again = twice ? " Run a second time, each went the same way." : "";
  if (result.found.size > 0) {
    const declared = declaredBroken ? "as declared" : "which it does not declare";
    return `${property} is broken by ${where}, ${declared}: in ${extentOf(result, breaks)}.${again}`;
  }
  return `${property} holds for ${where}, in ${extentOf(result, null)}.${again}`;
}

/** How many of how many schedules; `broken` null for all of them. */
function extentOf({ runs, exhausted, scope }: Exploration, broken: number | null): string {
  const of = broken === null ? "" : `${broken.toLocaleString("en-US")} of `;
  if (exhausted && scope === "all schedules") {
    return `${of}all its ${count(runs, "schedule")}`;
  }
  if (exhausted && scope === "equivalence") {
    return `${of}${count(runs, "schedule")} that stand for all of them`;
  }
  if (exhausted) {
    return `${of}all its ${count(runs, "schedule")} up to ${scope}; others were not run`;
  }
  const rest = scope === "" ? "a sample" : `all up to ${scope} among them`;
  return `${of}the ${count(runs, "schedule")} that were run, ${rest}; others were not run`;
}
