import type { Claim } from "../../src/core/program.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import { traceOf } from "../../src/core/trace.ts";
import { ranksOf, valueAt } from "../../src/scenario/domain.ts";
import type { Domains, Model } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import { fits } from "../../src/scenario/reductions.ts";
import type { Command, Scenario, ScenarioTask, Value, Values } from "../../src/scenario/scenario.ts";
import type { Shape } from "../../src/scenario/shape.ts";
import { argumentSize } from "../../src/scenario/slot.ts";
import { compareSizes } from "../../src/shrink/order.ts";
import type { Size } from "../../src/shrink/order.ts";
import { everySchedule } from "../strategies/every-schedule.ts";

/**
 * The smallest size of all counterexamples that a model has: every scenario with so few commands, every schedule. Shares
 * neither the search nor the measuring with the shrinker.
 */
export function smallest<S>(model: Model<S>, claims: readonly Claim<S>[], claim: string, most = 3): Size | null {
  for (let commands = 1; commands <= most; commands++) {
    const sizes = scenariosWith(model, commands).flatMap((scenario) => breaksOf(model, scenario, claims, claim));
    if (sizes.length > 0) {
      return sizes.toSorted(compareSizes)[0]!;
    }
  }
  return null;
}

/** The sizes of all counterexamples with this scenario. */
export function breaksOf<S>(model: Model<S>, scenario: Scenario, claims: readonly Claim<S>[], claim: string): Size[] {
  const program = programOf(model, scenario, model.designs[0]!, claims);
  const commands = scenario.tasks.reduce((sum, task) => sum + task.commands.length, 0);
  const fixed = { commands, tasks: scenario.tasks.length, argumentSize: argumentSize(model, scenario), surprises: 0 };
  return everySchedule(program)
    .filter(({ outcome }) => outcome !== "passed")
    .flatMap(({ choices }) => {
      const trace = traceOf(program, scheduleOf(choices), { claims: new Set([claim]) });
      const { preemptions, switches } = trace;
      return trace.violations.map(({ step }) => ({ ...fixed, preemptions, switches, steps: step }));
    });
}

function scenariosWith(shape: Shape, commands: number): Scenario[] {
  const tasks = Object.entries(shape.roles).flatMap(([role, spec]) => {
    const calls = Object.entries(spec.commands).flatMap(([name, { args }]) => {
      return valuesIn(args).map((values): Command => ({ name, args: values }));
    });
    return lists(calls, 1, commands).map((own): ScenarioTask => ({ role, commands: own }));
  });
  return lists(tasks, 1, commands)
    .filter((list) => list.reduce((sum, task) => sum + task.commands.length, 0) === commands)
    .flatMap((list) => valuesIn(shape.settings).map((settings) => ({ settings, tasks: list })))
    .filter((scenario) => fits(shape, scenario));
}

/** All lists of `from` to `to` of these. */
function lists<T>(items: readonly T[], from: number, to: number): T[][] {
  let all: T[][] = [[]];
  const found: T[][] = [];
  for (let length = 1; length <= to; length++) {
    all = all.flatMap((list) => items.map((item) => [...list, item]));
    found.push(...(length >= from ? all : []));
  }
  return found;
}

function valuesIn(domains: Domains): Values[] {
  let all: [string, Value][][] = [[]];
  for (const [name, domain] of Object.entries(domains)) {
    const values = Array.from({ length: ranksOf(domain) }, (_, rank) => valueAt(domain, rank));
    all = all.flatMap((list) => values.map((value): [string, Value][] => [...list, [name, value]]));
  }
  return all.map((list) => Object.fromEntries(list));
}
