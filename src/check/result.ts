import { figuresOf } from "../explore/seen.ts";
import { oraclesOfOneRun } from "../oracles/standard.ts";
import { explain } from "../report/explain.ts";
import type { Finding } from "../report/finding.ts";
import { cellName } from "../report/result.ts";
import type { CellResult, CheckResult, Verdict } from "../report/result.ts";
import type { Design } from "../scenario/model.ts";
import { isKnownToBreak, isNews } from "../scenario/declared.ts";
import { compareSizes } from "../shrink/order.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import type { AnyProperty } from "./catalogue.ts";
import type { DesignVerdict, ShrunkFinding } from "./check.ts";
import { flawOf, togetherOf } from "./attribution.ts";
import { judgeOf } from "./judge.ts";
import { schedulesOf, scopeOf, timesOrdinary } from "./plan.ts";
import type { Plan } from "./plan.ts";

/** What is told of a check besides its verdicts. */
export interface CheckFacts {
  readonly seed: number;
  readonly scenarios: number;
  readonly plan: Plan;
  readonly shrink: number;
  readonly complete: boolean;
  readonly milliseconds: number;
  /** The command that replays a counterexample. */
  readonly replay: (found: Counterexample) => string;
}

/** Cells and counterexamples as reports want them. */
export function resultOf(
  verdicts: readonly DesignVerdict[],
  properties: readonly AnyProperty[],
  facts: CheckFacts,
): CheckResult {
  const { seed, scenarios, plan, shrink, complete, milliseconds } = facts;
  const times: Record<string, number> = {};
  for (const verdict of verdicts) {
    for (const { raw, milliseconds: spent } of verdict.findings) {
      const name = cellName({ design: verdict.design.name, property: raw.property });
      times[name] = (times[name] ?? 0) + spent;
    }
  }
  return {
    seed,
    strategy: plan.name,
    budget: { scenarios, schedules: schedulesOf(plan), shrink, times: timesOrdinary(plan, scenarios) },
    complete,
    designs: verdicts.map(({ model, design }) => ({
      model: model.name,
      name: design.name,
      title: design.title,
      flaws: design.flaws,
    })),
    properties: properties.map(({ name, statement, model }) => ({ model: model.name, name, statement })),
    cells: verdicts.flatMap((verdict) =>
      properties
        .filter((property) => property.model === verdict.model)
        .map((property) => cellOf(verdict, property, facts)),
    ),
    times: { total: milliseconds, cells: times },
  };
}

function cellOf(verdict: DesignVerdict, property: AnyProperty, facts: CheckFacts): CellResult {
  const { design, search } = verdict;
  const found = distinct(verdict.findings.filter((finding) => finding.raw.property === property.name));
  const reached = Object.fromEntries(property.exercised.map((name) => [name, search.reached.get(name) ?? 0]));
  return {
    design: design.name,
    property: property.name,
    verdict: verdictOf(verdict, found, reached),
    declaredBroken: found.length > 0 ? isExpected(design, property, found) : design.breaks.includes(property.name),
    scenarios: search.scenarios,
    schedules: search.schedules,
    strategy: facts.plan.name,
    whole: search.whole,
    bounded: search.bounded,
    scope: scopeOf(facts.plan),
    reached,
    seen: figuresOf(search.seen),
    findings: found
      .toSorted((a, b) => roundOf(a) - roundOf(b) || compareSizes(a.counterexample.size, b.counterexample.size))
      .map((finding) => findingOf(verdict, property, finding, facts)),
    remark: remarkOf(verdict),
  };
}

function isExpected(design: Design, { name }: AnyProperty, found: readonly ShrunkFinding[]): boolean {
  return isKnownToBreak(design, name) && !found.some(({ attribution }) => isNews(design, name, attribution.flaws));
}

function remarkOf({ search, complete }: DesignVerdict): string {
  if (search.halt !== null) {
    return `scenario ${search.halt.index} cannot be judged: ${search.halt.reason}`;
  }
  return complete ? "" : "interrupted";
}

/** What is found behind all flaws but one may have been found before, with the same flaws mended. */
function distinct(findings: readonly ShrunkFinding[]): ShrunkFinding[] {
  const keys = findings.map(({ counterexample: { mended, scenario, schedule } }) =>
    JSON.stringify([mended.toSorted(), scenario, schedule.choices]),
  );
  return findings.filter((_, at) => keys.indexOf(keys[at]!) === at);
}

const roundOf = (finding: ShrunkFinding): number => finding.counterexample.mended.length;

function verdictOf(
  { search, complete }: DesignVerdict,
  found: readonly ShrunkFinding[],
  reached: Readonly<Record<string, number>>,
): Verdict {
  if (found.length > 0) {
    return "broken";
  }
  if (search.halt !== null || !complete) {
    return "undecided";
  }
  return Object.values(reached).includes(0) ? "not exercised" : "held";
}

function findingOf(
  { model, design }: DesignVerdict,
  property: AnyProperty,
  { counterexample, attribution }: ShrunkFinding,
  facts: CheckFacts,
): Finding {
  const { mended } = counterexample;
  return explain({
    model,
    design: mended.length === 0 ? design : design.mend(mended),
    claims: judgeOf([property]).claims,
    observers: oraclesOfOneRun(),
    counterexample,
    flaw: flawOf(design, property.name, attribution),
    together: togetherOf(design, attribution),
    isNews: isNews(design, property.name, attribution.flaws),
    replay: facts.replay(counterexample),
  });
}
