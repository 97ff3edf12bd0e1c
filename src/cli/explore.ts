import { Command } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { loadCatalogue } from "../check/catalogue.ts";
import { judgeOf } from "../check/judge.ts";
import { byName } from "../check/nearest.ts";
import { Execution } from "../core/execution.ts";
import { printSchedule } from "../core/schedule.ts";
import { explore } from "../explore/explore.ts";
import type { Exploration } from "../explore/explore.ts";
import { standardOracles } from "../oracles/standard.ts";
import { scenarioFromSeed } from "../scenario/arbitrary.ts";
import { printScenario } from "../scenario/print.ts";
import { programOf } from "../scenario/program.ts";
import { strategyByName } from "../strategies/by-name.ts";
import { EXIT } from "./exit-code.ts";
import { PROPERTIES } from "./folders.ts";
import { wholeNumber } from "./numbers.ts";
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
  const design = byName("design", options.design, model.designs);
  const strategy = strategyByName(options.strategy, options.seed) ?? unknownStrategy(options.strategy);
  const scenario = scenarioFromSeed(model, options.seed, String(options.scenario));
  const judge = judgeOf([property]);
  const program = programOf(model, scenario, design, judge.claims);
  const execution = new Execution(program, { claims: judge.wanted, observers: standardOracles() });
  const result = explore(execution, strategy, { runs: options.runs, until: () => false });
  const lines = options.json === true ? jsonOf(result) : [...printScenario(model, scenario), "", ...textOf(result)];
  process.stdout.write(`${lines.join("\n")}\n`);
  process.exitCode = codeOf(result, design.breaks.includes(property.name));
}

function textOf(result: Exploration): string[] {
  const extent = result.exhausted ? `all of them: ${result.scope}` : result.scope === "" ? "sampled" : result.scope;
  const ends = Object.entries(result.outcomes).filter(([, count]) => count > 0);
  return [
    `${result.runs.toLocaleString("en-US")} schedules (${extent}), ${result.steps.toLocaleString("en-US")} steps`,
    ...ends.map(([kind, count]) => `  ${kind}: ${count.toLocaleString("en-US")}`),
    ...[...result.found].flatMap(([claim, { violation, times, run: first, schedule }]) => [
      `${claim} is broken by ${times.toLocaleString("en-US")} of them, first by number ${first.toLocaleString("en-US")}`,
      `  ${violation.message}`,
      `  schedule ${printSchedule(schedule)}`,
    ]),
  ];
}

function jsonOf({ runs, steps, outcomes, found, reached, exhausted, scope }: Exploration): string[] {
  const broken = [...found].map(([claim, { violation, times, run: first, schedule }]) => ({
    claim,
    message: violation.message,
    times,
    first,
    schedule: printSchedule(schedule),
  }));
  return [JSON.stringify({ runs, steps, exhausted, scope, outcomes, broken, reached: Object.fromEntries(reached) }, null, 2)];
}

function codeOf(result: Exploration, declaredBroken: boolean): number {
  const { halted } = result;
  if (halted !== null) {
    const { outcome } = halted;
    throw new BadUse("reason" in outcome ? `the model cannot be run on: ${outcome.reason}` : outcome.kind);
  }
  if (result.found.size > 0) {
    return declaredBroken ? EXIT.asDeclared : EXIT.broken;
  }
  return result.exhausted ? EXIT.asDeclared : EXIT.noAnswer;
}
