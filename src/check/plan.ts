import type { Strategy } from "../core/strategy.ts";
import { strategyByName } from "../strategies/by-name.ts";
import type { Stage } from "./search.ts";

/** How the schedules of one scenario are searched: stages in order, each with its share of the executions. */
export interface Plan {
  /** As a report names it. */
  readonly name: string;
  readonly stages: readonly { readonly strategy: string; readonly runs: number }[];
}

/**
 * The default: first every schedule with few preemptions, since that is where most races are (CHESS, PLDI 2007), then
 * samplers that reach deeper ones. A scenario whose schedules are exhausted in the first stage costs nothing more.
 */
export const PORTFOLIO: Plan = {
  name: "portfolio",
  stages: [
    { strategy: "exhaustive:2", runs: 60 },
    { strategy: "pos", runs: 50 },
    { strategy: "default", runs: 60 },
  ],
};

/** Scenarios that an ordinary check draws for each design, one in five of a family where the model has any. */
export const SCENARIOS = 650;

/** The same with time on its hands: more schedules of each scenario, and more scenarios. */
export const DEEP: Plan & { readonly scenarios: number } = {
  name: "deep",
  scenarios: 3_500,
  stages: [
    { strategy: "exhaustive:2", runs: 200 },
    { strategy: "pos", runs: 150 },
    { strategy: "default", runs: 200 },
  ],
};

/** How many times the schedules of an ordinary check may be run. */
export const timesOrdinary = (plan: Plan, scenarios: number): number =>
  (scenarios * schedulesOf(plan)) / (SCENARIOS * schedulesOf(PORTFOLIO));

/** `portfolio`, or one strategy by name with all executions for itself; null if there is none of that name. */
export function planByName(name: string): Plan | null {
  const known = [PORTFOLIO, DEEP].find((plan) => plan.name === name);
  if (known !== undefined) {
    return known;
  }
  const strategy = strategyByName(name, 0);
  if (strategy === null) {
    return null;
  }
  const runs = schedulesOf(PORTFOLIO);
  return { name, stages: strategy.exhausted === undefined ? [{ strategy: name, runs }] : andProbes(name, runs) };
}

/** What is enumerated is no sample: from a tenth of the runs, drawn at random, comes the estimate of what is unseen. */
function andProbes(name: string, runs: number): Plan["stages"] {
  const probes = Math.ceil(runs / 10);
  return [
    { strategy: name, runs: runs - probes },
    { strategy: "random", runs: probes },
  ];
}

/** What a scenario that counts as `bounded` was searched up to. */
export function scopeOf({ stages }: Plan): string {
  const bound = /^exhaustive:(\d+)$/.exec(stages[0]?.strategy ?? "");
  return bound === null ? "" : `preemption bound ${bound[1]}`;
}

/** Executions a scenario, at most. */
export function schedulesOf(plan: Plan): number {
  return plan.stages.reduce((sum, stage) => sum + stage.runs, 0);
}

export function stagesOf(plan: Plan): Stage[] {
  return plan.stages.map(({ strategy, runs }) => ({ runs, strategy: (seed) => named(strategy, seed) }));
}

function named(name: string, seed: number): Strategy {
  const strategy = strategyByName(name, seed);
  if (strategy === null) {
    throw new Error(`no strategy is called ${name}`);
  }
  return strategy;
}
