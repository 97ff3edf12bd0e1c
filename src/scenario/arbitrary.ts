import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import type { CommandSpec, Design, Domain, Domains, Model, RoleSpec } from "./model.ts";
import { drawFrom, poolsFor } from "./pool.ts";
import type { Pools } from "./pool.ts";
import type { Command, Scenario, ScenarioTask, Value, Values } from "./scenario.ts";

/** A part of a scenario that is settled once the pools are known. */
type Drawn<T> = (pools: Pools) => T;

/**
 * Scenarios of a model, drawn from the domains it declares; at least one task in each. Shrinks to fewer tasks, fewer
 * commands and simpler values.
 */
export function arbitraryOf<S, D extends Design>(model: Model<S, D>): Arbitrary<Scenario> {
  const roles = Object.entries(model.roles).map(([role, spec]) => tasksOf(role, spec));
  const derived = fc
    .tuple(poolsFor(domainsOf(model)), valuesOf(model.settings), fc.tuple(...roles))
    .map(([pools, settings, tasks]) => ({ settings: settings(pools), tasks: tasks.flat().map((task) => task(pools)) }))
    .filter((scenario) => scenario.tasks.length > 0);
  return model.arbitrary?.(derived) ?? derived;
}

/** The scenario that fast-check drew at `path` of a run with `seed`, as its failure report names them. */
export function scenarioFromSeed<S, D extends Design>(model: Model<S, D>, seed: number, path: string): Scenario {
  const [scenario] = fc.sample(arbitraryOf(model), { seed, path, numRuns: 1 });
  if (scenario === undefined) {
    throw new Error(`path "${path}" of seed ${seed} leads to no scenario of ${model.name}`);
  }
  return scenario;
}

function domainsOf<S, D extends Design>(model: Model<S, D>): Domain[] {
  const commands = Object.values(model.roles).flatMap((role) => Object.values(role.commands));
  return [model.settings, ...commands.map((command) => command.args)].flatMap((domains) => Object.values(domains));
}

function tasksOf<S>(role: string, spec: RoleSpec<S>): Arbitrary<Drawn<ScenarioTask>[]> {
  const calls = Object.entries(spec.commands).map(([name, command]) => ({
    weight: command.weight ?? 1,
    arbitrary: callOf(name, command),
  }));
  const task = fc
    .array(fc.oneof(...calls), { minLength: 1, maxLength: spec.maxCommands, size: "max" })
    .map((drawn): Drawn<ScenarioTask> => (pools) => ({ role, commands: drawn.map((call) => call(pools)) }));
  return fc.array(task, { minLength: spec.min ?? 0, maxLength: spec.max, size: "max" });
}

function callOf<S>(name: string, command: CommandSpec<S>): Arbitrary<Drawn<Command>> {
  return valuesOf(command.args).map((args) => (pools) => ({ name, args: args(pools) }));
}

function valuesOf(domains: Domains): Arbitrary<Drawn<Values>> {
  const names = Object.keys(domains);
  return fc.tuple(...Object.values(domains).map(drawFrom)).map((draws) => (pools) => {
    return Object.fromEntries(names.map((name, index): [string, Value] => [name, draws[index]!(pools)]));
  });
}
