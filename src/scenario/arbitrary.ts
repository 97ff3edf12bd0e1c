import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import type { CommandSpec, Design, Domain, Domains, Model, RoleSpec } from "./model.ts";
import { rankOf } from "./domain.ts";
import { partFor } from "./family.ts";
import type { FamilyPart } from "./family.ts";
import { drawFrom, poolsFor } from "./pool.ts";
import type { Pools } from "./pool.ts";
import type { Command, Scenario, ScenarioTask, Value, Values } from "./scenario.ts";

/** A part of a scenario that is settled once the pools are known. */
type Drawn<T> = (pools: Pools) => T;

/** A role that may be missing is missing in one of so many scenarios: what takes several roles is rare enough. */
const MISSING = 4;

/**
 * Scenarios of a model, drawn from the domains it declares; at least one task in each. Each leaves out some kinds of commands
 * (swarm testing: Groce, Zhang, Eide, Chen, Regehr, ISSTA 2012), so that those it has meet each other more often. With
 * `family` they have what belongs to it, otherwise nothing that belongs to any. Shrinks to fewer tasks, fewer commands and
 * simpler values.
 */
export function arbitraryOf<S, D extends Design>(model: Model<S, D>, family?: string): Arbitrary<Scenario> {
  const part = partFor(model, family);
  const roles = Object.entries(part.roles).map(([role, spec]) => tasksOf(role, spec));
  const settings = fc.tuple(valuesOf(model.settings), valuesOf(part.settings));
  const derived = fc
    .tuple(poolsFor(domainsOf(model.settings, part)), settings, fc.tuple(...roles))
    .map(([pools, [usual, own], tasks]) => {
      const set = { ...usual(pools), ...notSimplest(part.settings, own(pools)) };
      return { settings: set, tasks: tasks.flat().map((task) => task(pools)) };
    })
    .filter((scenario) => scenario.tasks.length > 0);
  return model.arbitrary?.(derived) ?? derived;
}

function notSimplest(domains: Domains, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => rankOf(domains[name]!, value) > 0));
}

/** The scenario that fast-check drew at `path` of a run with `seed`, as its failure report names them. */
export function scenarioFromSeed<S, D extends Design>(model: Model<S, D>, seed: number, path: string): Scenario {
  const [scenario] = fc.sample(arbitraryOf(model), { seed, path, numRuns: 1 });
  if (scenario === undefined) {
    throw new Error(`path "${path}" of seed ${seed} leads to no scenario of ${model.name}`);
  }
  return scenario;
}

function domainsOf<S>(settings: Domains, part: FamilyPart<S>): Domain[] {
  const commands = Object.values(part.roles).flatMap((role) => Object.values(role.commands));
  const args = commands.map((command) => command.args);
  return [settings, part.settings, ...args].flatMap((domains) => Object.values(domains));
}

/** A command once it is known which kinds of commands the scenario has. */
type Call = (kinds: readonly string[]) => Drawn<Command>;

function tasksOf<S>(role: string, spec: RoleSpec<S>): Arbitrary<Drawn<ScenarioTask>[]> {
  const { min = 0, max, maxCommands } = spec;
  const task = fc.array(callOf(spec), { minLength: 1, maxLength: maxCommands, size: "max" });
  const tasks = fc.array(task, { minLength: Math.max(min, 1), maxLength: max, size: "max" });
  const roll = fc.noBias(fc.nat({ max: MISSING - 1 }));
  return fc.tuple(roll, kindsOf(spec), tasks).map(([rolled, kinds, all]) => {
    const drawn = min === 0 && rolled === 0 && spec.family === undefined ? [] : all;
    return drawn.map((calls) => (pools) => ({ role, commands: calls.map((call) => call(kinds)(pools)) }));
  });
}

/** The kinds of commands that a scenario has: those of the greatest weight, which the role is there for, of its family, and any of the others. */
function kindsOf<S>({ commands }: RoleSpec<S>): Arbitrary<string[]> {
  const names = Object.keys(commands);
  const greatest = Math.max(...Object.values(commands).map(weightOf));
  const others = names.filter((name) => weightOf(commands[name]!) < greatest && commands[name]!.family === undefined);
  return fc.subarray(others).map((kept) => names.filter((name) => !others.includes(name) || kept.includes(name)));
}

/** Arguments are drawn for every kind, so that what is drawn does not hang on the kind: that is what lets it shrink. */
function callOf<S>({ commands }: RoleSpec<S>): Arbitrary<Call> {
  const args = Object.values(commands).map((command) => valuesOf(command.args));
  const names = Object.keys(commands);
  return fc.tuple(fc.noBias(fc.nat()), fc.tuple(...args)).map(([drawn, values]): Call => {
    return (kinds) => (pools) => {
      const name = weighted(kinds, commands, drawn);
      return { name, args: values[names.indexOf(name)]!(pools) };
    };
  });
}

/** Each kind as often as its weight says, where `drawn` is any number. */
function weighted<S>(kinds: readonly string[], commands: RoleSpec<S>["commands"], drawn: number): string {
  const lots = kinds.flatMap((name) => Array<string>(weightOf(commands[name]!)).fill(name));
  return lots[drawn % lots.length]!;
}

const weightOf = <S>({ weight = 1 }: CommandSpec<S>): number => weight;

function valuesOf(domains: Domains): Arbitrary<Drawn<Values>> {
  const names = Object.keys(domains);
  return fc.tuple(...Object.values(domains).map(drawFrom)).map((draws) => (pools) => {
    return Object.fromEntries(names.map((name, index): [string, Value] => [name, draws[index]!(pools)]));
  });
}
