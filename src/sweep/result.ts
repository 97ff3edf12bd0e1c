import type { AnyProperty } from "../check/catalogue.ts";
import { judgeOf } from "../check/judge.ts";
import { designNamed } from "../check/design-named.ts";
import { schedulesOf, scopeOf } from "../check/plan.ts";
import type { Plan } from "../check/plan.ts";
import { oraclesOfOneRun } from "../oracles/standard.ts";
import { explain } from "../report/explain.ts";
import type { Finding } from "../report/finding.ts";
import { sizeOf } from "../report/size.ts";
import type { CauseResult, SettingResult, SweepResult } from "../report/sweep/result.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { compareSizes } from "../shrink/order.ts";
import { agrees } from "./causes.ts";
import type { Cause } from "./causes.ts";
import { pairsOf, valuesOf } from "./judge-values.ts";
import type { Space } from "./space.ts";
import { causesIn } from "./sweep.ts";
import type { SettingVerdict } from "./verdict.ts";
import { witnessOf } from "./witness.ts";

/** What is told of a sweep besides its verdicts. */
export interface SweepFacts {
  readonly space: Space;
  readonly properties: readonly AnyProperty[];
  /** Properties that are not judged, since the design declares to break them in any case. */
  readonly leftOut: readonly string[];
  readonly seed: number;
  readonly scenarios: number;
  readonly plan: Plan;
  readonly probe: number;
  readonly shrink: number;
  readonly complete: boolean;
  readonly milliseconds: number;
  /** The command that replays a counterexample. */
  readonly replay: (found: Counterexample) => string;
}

/** Grid and counterexamples as reports want them. */
export function sweepResultOf(verdicts: readonly SettingVerdict[], facts: SweepFacts): SweepResult {
  const { space, properties, seed, scenarios, plan, probe, shrink, complete, milliseconds } = facts;
  const settings = verdicts.map((verdict) => settingOf(verdict, facts));
  const causes = causesIn(space, verdicts);
  const known = { axes: space.axes, causes, settings };
  const values = valuesOf(known);
  return {
    model: space.model.name,
    design: space.design.name,
    title: space.design.title,
    mended: space.mended,
    base: space.base,
    seed,
    strategy: plan.name,
    scope: scopeOf(plan),
    budget: { scenarios, schedules: schedulesOf(plan), probe, shrink },
    complete,
    leftOut: facts.leftOut,
    properties: properties.map(({ name, statement }) => ({ name, statement })),
    values,
    pairs: pairsOf(known, values),
    causes: causes.map((cause) => causeOf(cause, verdicts, facts)),
    settings,
    times: { total: milliseconds },
  };
}

function settingOf(verdict: SettingVerdict, { properties, scenarios, replay }: SweepFacts): SettingResult {
  const { setting, design, broken, whole, bounded, schedules, probes, probeSchedules, probesBounded } = verdict;
  const remark = broken.size > 0 ? "" : openIn(verdict, properties, scenarios);
  return {
    setting,
    design,
    verdict: broken.size > 0 ? "unsafe" : remark === "" ? "safe" : "undecided",
    broken: inOrder(broken).map((found) => ({
      property: found.property,
      message: found.message,
      size: sizeOf(found),
      replay: replay(found),
    })),
    explored: { scenarios: verdict.scenarios, schedules, whole, bounded, probes, probeSchedules, probesBounded },
    remark,
  };
}

/** Why nothing can be said of a setting in which nothing broke; empty if it held. */
function openIn(verdict: SettingVerdict, properties: readonly AnyProperty[], scenarios: number): string {
  if (verdict.trouble !== "" || verdict.searched < scenarios) {
    return verdict.trouble === "" ? "not searched to the end" : verdict.trouble;
  }
  const missing = properties.flatMap(({ exercised }) => exercised.filter((name) => !verdict.reached.has(name)));
  return missing.length === 0 ? "" : `"${[...new Set(missing)].join('", "')}" never happened`;
}

function causeOf(cause: Cause, verdicts: readonly SettingVerdict[], facts: SweepFacts): CauseResult {
  const witness = witnessOf(cause, verdicts)!;
  return {
    values: cause,
    settings: verdicts.filter(({ setting }) => agrees(setting, cause)).length,
    design: witness.design,
    findings: inOrder(witness.broken).map((found) => findingOf(found, facts)),
  };
}

function findingOf(found: Counterexample, { space, properties, replay }: SweepFacts): Finding {
  const design = designNamed(found.design, space.model.designs);
  return explain({
    model: space.model,
    design: found.mended.length === 0 ? design : design.mend(found.mended),
    claims: judgeOf(properties.filter(({ name }) => name === found.property)).claims,
    observers: oraclesOfOneRun(),
    counterexample: found,
    flaw: null,
    replay: replay(found),
  });
}

const inOrder = (broken: ReadonlyMap<string, Counterexample>): Counterexample[] =>
  [...broken.values()].toSorted((a, b) => compareSizes(a.size, b.size));
