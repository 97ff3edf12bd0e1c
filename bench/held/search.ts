import type { AnyModel, AnyProperty } from "../../src/check/catalogue.ts";
import { judgeOf, unclaimedOf } from "../../src/check/judge.ts";
import { Execution } from "../../src/core/execution.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import { standardOracles } from "../../src/oracles/standard.ts";
import type { Design } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import { scenariosOf } from "../../src/scenario/sequence.ts";
import { dpor } from "../../src/strategies/dpor.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { Witness } from "./witness.ts";

export interface HeldOptions {
  readonly scenarios: number;
  /** Preemptions. */
  readonly bound: number;
  /** Executions of one scenario by one strategy, at most. */
  readonly runs: number;
}

export interface HeldRow {
  readonly design: string;
  readonly model: string;
  readonly scenarios: number;
  /** Scenarios of which every trace within the bound was run, and how many traces these were. */
  readonly whole: number;
  readonly traces: number;
  /** Scenarios of which every schedule with one preemption less was run, and how many these were. */
  readonly exhausted: number;
  readonly schedules: number;
  readonly steps: number;
  /** How often each thing that shows a run to be of use happened, in all runs. */
  readonly reached: Readonly<Record<string, number>>;
  /** Of processor time. */
  readonly seconds: number;
  /** Claims that broke, with the scenario. */
  readonly broken: readonly string[];
}

export function searchHeld(
  model: AnyModel,
  design: Design,
  properties: readonly AnyProperty[],
  { scenarios, bound, runs }: HeldOptions,
): HeldRow {
  const start = process.threadCpuUsage().user;
  const judge = judgeOf(properties);
  const claims = new Set([...judge.wanted, ...unclaimedOf(model, properties)]);
  const sum = { whole: 0, traces: 0, exhausted: 0, schedules: 0, steps: 0 };
  const broken: string[] = [];
  const reached: Record<string, number> = {};
  for (const [index, scenario] of scenariosOf(model, design, 1, 0, scenarios).entries()) {
    const program = programOf(model, scenario, design, judge.claims);
    const search = (strategy: Strategy) => {
      const execution = new Execution(program, {
        claims,
        stopAtViolation: false,
        observers: [...standardOracles(), new Witness()],
      });
      const result = explore(execution, strategy, { runs, until: () => false });
      sum.steps += result.steps;
      result.reached.forEach((times, what) => (reached[what] = (reached[what] ?? 0) + times));
      broken.push(...[...result.found.keys()].map((claim) => `${claim} in scenario ${index}`));
      return result;
    };
    const traces = search(dpor({ maxBound: bound }));
    sum.traces += traces.runs;
    sum.whole += traces.exhausted ? 1 : 0;
    const schedules = search(preemptionBounded({ maxBound: bound - 1 }));
    sum.schedules += schedules.runs;
    sum.exhausted += schedules.exhausted ? 1 : 0;
  }
  const seconds = (process.threadCpuUsage().user - start) / 1_000_000;
  return { design: design.name, model: model.name, scenarios, ...sum, reached, seconds, broken };
}
