import type { AnyModel, AnyProperty } from "../../../src/check/catalogue.ts";
import { loadCatalogue } from "../../../src/check/catalogue.ts";
import { judgeOf, unclaimedOf } from "../../../src/check/judge.ts";
import { search } from "../../../src/check/search.ts";
import type { Stage } from "../../../src/check/search.ts";
import { PROPERTIES } from "../../../src/cli/folders.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { standardOracles } from "../../../src/oracles/standard.ts";
import { valueAt } from "../../../src/scenario/domain.ts";
import type { Design } from "../../../src/scenario/model.ts";
import { programOf } from "../../../src/scenario/program.ts";
import type { Scenario, ScenarioTask, Value, Values } from "../../../src/scenario/scenario.ts";
import { pos } from "../../../src/strategies/pos.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";

const catalogue = await loadCatalogue(PROPERTIES);

/** The model of that name with its properties, as `s2check check` finds them. */
export function modelNamed(name: string): { readonly model: AnyModel; readonly properties: readonly AnyProperty[] } {
  const model = catalogue.models.find((one) => one.name === name)!;
  return { model, properties: catalogue.properties.filter((property) => property.model === model) };
}

/** A task that makes one call. */
export const calls = (role: string, name: string, args: Values = {}): ScenarioTask => ({
  role,
  commands: [{ name, args }],
});

/** The simplest value of every setting but these. */
export function scenarioOf(model: AnyModel, changes: Values, ...tasks: readonly ScenarioTask[]): Scenario {
  const simplest = Object.entries(model.settings).map(([name, domain]): [string, Value] => [name, valueAt(domain, 0)]);
  return { settings: { ...Object.fromEntries(simplest), ...changes }, tasks };
}

export interface Looked {
  /** The first sentence about each property that broke. */
  readonly broken: Readonly<Record<string, string>>;
  readonly runs: number;
  /** All schedules with so many preemptions were run. */
  readonly exhausted: boolean;
}

/** All schedules of a scenario with at most `bound` preemptions, the fewest first; with more than two of them, random ones. */
export function look(name: string, design: Design, scenario: Scenario, bound: number, runs = 200_000): Looked {
  const { model, properties } = modelNamed(name);
  const judge = judgeOf(properties);
  const claims = new Set([...judge.wanted, ...unclaimedOf(model, properties)]);
  const program = programOf(model, scenario, design, judge.claims);
  const execution = new Execution(program, { claims, stopAtViolation: false, observers: standardOracles() });
  const strategy = bound > 2 ? pos({ seed: 1 }) : preemptionBounded({ maxBound: bound });
  const result = explore(execution, strategy, { runs, until: () => false });
  const found = [...result.found].map(([claim, { violation }]): [string, string] => {
    return [judge.propertyOf.get(claim) ?? claim, violation.message];
  });
  return { broken: Object.fromEntries(found), runs: result.runs, exhausted: result.exhausted };
}

const STAGES: readonly Stage[] = [
  { strategy: () => preemptionBounded({ maxBound: 2 }), runs: 30 },
  { strategy: (seed) => pos({ seed }), runs: 40 },
];

/** Properties that break in the first so many generated scenarios, sorted. */
export function brokenIn(name: string, design: Design, scenarios: number): string[] {
  const { model, properties } = modelNamed(name);
  const unclaimed = unclaimedOf(model, properties);
  const result = search({ model, design, properties, unclaimed, seed: 1, from: 0, to: scenarios, stages: STAGES });
  if (result.halt !== null) {
    throw new Error(result.halt.reason);
  }
  return result.found.map(({ property }) => property).toSorted();
}
