import { Command } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { loadCatalogue } from "../check/catalogue.ts";
import type { AnyModel } from "../check/catalogue.ts";
import { designNamed } from "../check/design-named.ts";
import { judgeOf, unclaimedOf, unclaimedText } from "../check/judge.ts";
import { byName } from "../check/nearest.ts";
import { Execution } from "../core/execution.ts";
import { printSchedule } from "../core/schedule.ts";
import type { Schedule } from "../core/schedule.ts";
import { explore } from "../explore/explore.ts";
import type { Exploration } from "../explore/explore.ts";
import { standardOracles } from "../oracles/standard.ts";
import { count } from "../report/size.ts";
import { scenarioFromSeed } from "../scenario/arbitrary.ts";
import { printScenario } from "../scenario/print.ts";
import { programOf } from "../scenario/program.ts";
import { strategyByName } from "../strategies/by-name.ts";
import { EXIT } from "./exit-code.ts";
import { PROPERTIES } from "./folders.ts";
import { wholeNumber } from "./numbers.ts";
import { replayCommandOf } from "./replay-command.ts";
import { unknownStrategy } from "./unknown-strategy.ts";

interface ExploreOptions {
  readonly design: string;
  readonly seed: number;
  readonly scenario: number;
  readonly runs: number;
  readonly strategy: string;
  readonly properties: string;
  readonly json?: true;
}

/** `s2check explore`: every schedule of one scenario, and how they end. */
export function exploreCommand(): Command {
  return new Command("explore")
    .description("run the schedules of one generated scenario and count how they end")
    .argument("<property>", "what to judge")
    .requiredOption("--design <name>", "the design to run")
    .option("--seed <n>", "seed of the sequence of scenarios", wholeNumber(0, 2 ** 31 - 1), 1)
    .option("--scenario <n>", "position in that sequence", wholeNumber(0, 1_000_000), 0)
    .option("--strategy <name>", "how schedules are chosen", "exhaustive")
    .option("--runs <n>", "executions at most", wholeNumber(1, 1_000_000_000), 1_000_000)
    .option("--properties <folder>", "where properties are", PROPERTIES)
    .option("--json", "for machines")
    .action(run);
}

async function run(name: string, options: ExploreOptions): Promise<void> {
  const catalogue = await loadCatalogue(options.properties);
  const property = byName("property", name, catalogue.properties);
  const { model } = property;
  const design = designNamed(options.design, model.designs);
  const strategy = strategyByName(options.strategy, options.seed) ?? unknownStrategy(options.strategy);
  const scenario = scenarioFromSeed(model, options.seed, String(options.scenario));
  const judge = judgeOf([property]);
  const unclaimed = unclaimedOf(model, catalogue.properties);
  const program = programOf(model, scenario, design, judge.claims);
  const claims = new Set([...judge.wanted, ...unclaimed]);
  const execution = new Execution(program, { claims, observers: standardOracles() });
  const until = (found: ReadonlyMap<string, unknown>): boolean =>
    [...found.keys()].some((claim) => unclaimed.has(claim));
  const result = explore(execution, strategy, { runs: options.runs, until });
  rejectHalted(model, unclaimed, result);
  const replayOf = (schedule: Schedule): string => {
    const found = { model: model.name, design: design.name, mended: [], property: property.name, scenario, schedule };
    return replayCommandOf(catalogue.models, found, options.properties);
  };
  const lines =
    options.json === true
      ? jsonOf(result)
      : [...printScenario(model, scenario), "", ...countsOf(result), ...brokenOf(result, replayOf)];
  process.stdout.write(`${lines.join("\n")}\n`);
  process.exitCode = codeOf(result, design.breaks.includes(property.name));
}

function countsOf({ runs, steps, outcomes, exhausted, scope }: Exploration): string[] {
  const all = exhausted && scope === "all schedules";
  const extent = all ? "which are all of them" : scope === "" ? "a sample" : `among them all up to ${scope}`;
  const ends = Object.entries(outcomes).filter(([, times]) => times > 0);
  return [
    `${count(runs, "schedule")}, ${extent}; ${count(steps, "step")}`,
    ...ends.map(([kind, times]) => `  ${kind}: ${times.toLocaleString("en-US")}`),
  ];
}

function brokenOf({ found }: Exploration, replayOf: (schedule: Schedule) => string): string[] {
  return [...found].flatMap(([claim, { violation, times, run: first, schedule }]) => [
    `${claim} is broken by ${times.toLocaleString("en-US")} of them, first by number ${first.toLocaleString("en-US")}`,
    `  ${violation.message}`,
    `  ${replayOf(schedule)}`,
  ]);
}

function jsonOf({ runs, steps, outcomes, found, reached, exhausted, scope }: Exploration): string[] {
  const broken = [...found].map(([claim, { violation, times, run: first, schedule }]) => ({
    claim,
    message: violation.message,
    times,
    first,
    schedule: printSchedule(schedule),
  }));
  return [
    JSON.stringify({ runs, steps, exhausted, scope, outcomes, broken, reached: Object.fromEntries(reached) }, null, 2),
  ];
}

/** What a search ends at before its time says nothing of the property. */
function rejectHalted(model: AnyModel, unclaimed: ReadonlySet<string>, { halted, found }: Exploration): void {
  if (halted !== null) {
    const { outcome } = halted;
    throw new BadUse(`${model.name} cannot be run: ${"reason" in outcome ? outcome.reason : outcome.kind}`);
  }
  for (const [claim, { violation }] of found) {
    if (unclaimed.has(claim)) {
      throw new BadUse(unclaimedText(model, claim, violation.message));
    }
  }
}

function codeOf(result: Exploration, declaredBroken: boolean): number {
  if (result.found.size > 0) {
    return declaredBroken ? EXIT.asDeclared : EXIT.broken;
  }
  return result.exhausted ? EXIT.asDeclared : EXIT.noAnswer;
}
