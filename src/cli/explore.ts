import { Command } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { loadCatalogue, propertyFor } from "../check/catalogue.ts";
import type { AnyModel } from "../check/catalogue.ts";
import { designNamed } from "../check/design-named.ts";
import { judgeOf, unclaimedOf, unclaimedText } from "../check/judge.ts";
import { parseLine } from "../corpus/line.ts";
import { Execution } from "../core/execution.ts";
import type { Schedule } from "../core/schedule.ts";
import { Coverage } from "../explore/coverage.ts";
import { explore } from "../explore/explore.ts";
import type { Exploration, ExploreOptions as ExploreOf } from "../explore/explore.ts";
import { TwiceRunner } from "../explore/determinism.ts";
import { figuresOf } from "../explore/seen.ts";
import { standardOracles } from "../oracles/standard.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { scenariosOf } from "../scenario/sequence.ts";
import { startProgress } from "../report/progress.ts";
import type { Progress } from "../report/progress.ts";
import { count } from "../report/size.ts";
import { wrap } from "../report/wrap.ts";
import { isKnownToBreak } from "../scenario/declared.ts";
import { printScenario } from "../scenario/print.ts";
import { programOf } from "../scenario/program.ts";
import { strategyByName } from "../strategies/by-name.ts";
import { randomWalk } from "../strategies/random-walk.ts";
import { exploreUntilInterrupted } from "./interruptible.ts";
import { EXIT } from "./exit-code.ts";
import { explorationJson, explorationText } from "./exploration-text.ts";
import { PROPERTIES, folderOption } from "./folders.ts";
import { wholeNumber } from "./numbers.ts";
import { replayCommandOf } from "./replay-command.ts";
import { unknownStrategy } from "./unknown-strategy.ts";

/** Random walks after an enumeration that did not get to its end: what is enumerated says nothing of what is left. */
const PROBES = 200;

interface ExploreOptions {
  readonly design: string;
  readonly seed: number;
  readonly scenario: number;
  readonly runs: number;
  readonly strategy: string;
  readonly properties: string;
  readonly of?: string;
  readonly twice?: true;
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
    .option("--of <line>", "the scenario of a counterexample's line, instead of a generated one")
    .option("--strategy <name>", "how schedules are chosen", "dpor")
    .option(
      "--runs <n>",
      `executions at most, but for ${PROBES} random walks after an enumeration cut short`,
      wholeNumber(1, 1_000_000_000),
      200_000,
    )
    .addOption(folderOption("--properties <folder>", "where properties are", PROPERTIES))
    .option("--twice", "run every schedule twice and stop at one that does not go the same way again")
    .option("--json", "for machines")
    .action(run);
}

async function run(name: string, options: ExploreOptions): Promise<void> {
  const catalogue = await loadCatalogue(options.properties);
  const property = propertyFor(name, options.design, catalogue);
  const { model } = property;
  const design = designNamed(options.design, model.designs);
  const strategy = strategyByName(options.strategy, options.seed) ?? unknownStrategy(options.strategy);
  const [scenario] =
    options.of === undefined
      ? (scenariosOf(model, design, options.seed, options.scenario, options.scenario + 1) as [Scenario])
      : [parseLine(options.of).scenario(model)];
  const judge = judgeOf([property]);
  const unclaimed = unclaimedOf(model, catalogue.properties);
  const program = programOf(model, scenario, design, judge.claims);
  const claims = new Set([...judge.wanted, ...unclaimed]);
  const coverage = new Coverage();
  const runner =
    options.twice === true
      ? new TwiceRunner(program, { claims, observers: standardOracles() }, [coverage])
      : new Execution(program, { claims, observers: [...standardOracles(), coverage] });
  const until = (found: ReadonlyMap<string, unknown>): boolean =>
    [...found.keys()].some((claim) => unclaimed.has(claim));
  coverage.follow(strategy);
  const shown = startProgress(process.stderr, `${count(options.runs, "schedule")} at most`);
  const { result, interrupted } = await exploreUntilInterrupted(runner, strategy, {
    runs: options.runs,
    until,
    ...beating(shown),
  });
  if (!interrupted && strategy.exhausted !== undefined && !isWhole(result) && result.found.size === 0) {
    const walk = randomWalk({ seed: options.seed });
    coverage.follow(walk);
    addProbes(result, explore(runner, walk, { runs: Math.min(PROBES, options.runs), until }));
  }
  shown.end();
  rejectHalted(model, unclaimed, result);
  const replayOf = (schedule: Schedule): string => {
    const found = { model: model.name, design: design.name, mended: [], property: property.name, scenario, schedule };
    return replayCommandOf(catalogue.models, found, options.properties);
  };
  const declaredBroken = isKnownToBreak(design, property.name);
  const names = { property: property.name, design: design.name, declaredBroken, twice: options.twice === true };
  const seen = isWhole(result) ? null : figuresOf(coverage.seen);
  const explored = { ...names, result, seen, replayOf };
  const lines =
    options.json === true
      ? explorationJson(explored)
      : [...printScenario(model, scenario).flatMap((line) => wrap(line, 80, "  ")), "", ...explorationText(explored)];
  process.stdout.write(`${lines.join("\n")}\n`);
  if (interrupted) {
    process.stderr.write(`s2check: interrupted after ${count(result.runs, "schedule")}\n`);
  }
  process.exitCode = interrupted ? EXIT.interrupted : codeOf(result, declaredBroken);
}

/** A beat every so many schedules. */
function beating(shown: Progress): Pick<ExploreOf, "progress" | "every"> {
  const every = 500;
  return { every, progress: () => shown.beat({ thread: 0, what: "exploring", schedules: every, scenarios: 0 }) };
}

/** Probes count where they show more than how much is unseen. */
function addProbes(result: Exploration, probes: Exploration): void {
  result.halted = probes.halted;
  if (probes.found.size === 0) {
    return;
  }
  for (const [claim, found] of probes.found) {
    result.found.set(claim, { ...found, run: result.runs + found.run });
  }
  for (const kind of Object.keys(probes.outcomes) as (keyof Exploration["outcomes"])[]) {
    result.outcomes[kind] += probes.outcomes[kind];
  }
  result.runs += probes.runs;
  result.steps += probes.steps;
  result.exhausted = false;
}

/** Nothing is left to run. */
function isWhole({ exhausted, scope }: Exploration): boolean {
  return exhausted && ["all schedules", "equivalence"].includes(scope);
}

/** What a search ends at before its time says nothing of the property. */
function rejectHalted(model: AnyModel, unclaimed: ReadonlySet<string>, { halted, found }: Exploration): void {
  if (halted !== null) {
    const { outcome } = halted;
    const trouble = outcome.kind === "diverged" ? "is not deterministic" : "cannot be run";
    throw new BadUse(`${model.name} ${trouble}: ${"reason" in outcome ? outcome.reason : outcome.kind}`);
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
  return isWhole(result) ? EXIT.asDeclared : EXIT.noAnswer;
}
