/**
 * Schedules to the first bug with each strategy, beside the published figures; what samplers draw alike, and what coverage
 * says of programs without a bug: `npm run bench:samplers`. Options: --seeds, --cap (schedules of a trial), --seconds (for all trials
 * of one figure; the default strategy has as long as it takes).
 */
import { strategyByName } from "../src/strategies/by-name.ts";
import type { Strategy } from "../src/core/strategy.ts";
import { readOptions } from "./samplers/options.ts";
import { figure, figuresTable, percent, publishedText, trialsText } from "./samplers/print.ts";
import { PUBLISHED, publishedMean } from "./samplers/published.ts";
import { SAFE_STACK, SUBJECTS } from "./samplers/subjects.ts";
import type { Subject } from "./samplers/subjects.ts";
import { meanOf, runTrials } from "./samplers/trials.ts";
import type { TrialOptions } from "./samplers/trials.ts";
import { uniformityOf } from "./samplers/uniformity.ts";
import { SPACES } from "./samplers/unseen.ts";

const STRATEGIES = ["default", "directed", "guided", "surw", "urw", "pos", "pct:3", "swarm", "random", "delay:3"];
const DEFAULT = "default";

function make(name: string, seed: number): Strategy {
  const strategy = strategyByName(name, seed);
  if (strategy === null) {
    throw new Error(`no strategy is called ${name}`);
  }
  return strategy;
}

function rowOf(subject: Subject, configuration: "present" | "created", options: TrialOptions): string[] {
  const cells = STRATEGIES.map((name) => {
    const seconds = name === DEFAULT ? Number.POSITIVE_INFINITY : options.seconds;
    const seeds = name.startsWith("delay") ? 1 : options.seeds;
    const trials = runTrials(subject[configuration], (seed) => make(name, seed), { ...options, seeds, seconds });
    return trialsText(trials, seeds);
  });
  return [subject.name, ...cells, ...PUBLISHED.map((column) => publishedText(publishedMean(subject.name, column)))];
}

function printSchedules(options: TrialOptions): void {
  const head = ["", ...STRATEGIES, ...PUBLISHED.map(({ title }) => `[${title}]`)];
  const titles = {
    present: "all tasks present from the start",
    created: "a first task creates the others, five private steps before each: compare with the published columns",
  };
  for (const configuration of ["present", "created"] as const) {
    console.log(`Schedules to the first bug, ${titles[configuration]}`);
    console.log(
      figuresTable(
        head,
        SUBJECTS.map((subject) => rowOf(subject, configuration, options)),
      ),
    );
  }
  console.log(
    `Means over ${options.seeds} seeds, ${options.cap} schedules at most; (k/t): found in k of the t trials that were over in ` +
      `${options.seconds} s; [published], of 20 trials\n`,
  );
}

function printSafeStack({ seeds }: TrialOptions): void {
  const { found, seconds } = runTrials(SAFE_STACK.present, (seed) => make(DEFAULT, seed), {
    seeds,
    cap: 100_000,
    seconds: 60 * seeds,
  });
  console.log(
    `SafeStack with the default: found in ${found.length} of ${seeds} within 100,000 schedules, mean ${figure(meanOf(found))}, ` +
      `most ${found.at(-1)}, ${(seconds / seeds).toFixed(1)} s a trial (published: SURW 368,921 in 19 of 20, others never)\n`,
  );
}

function printUniformity({ seeds }: TrialOptions): void {
  const runs = 100_000;
  const rows = ["urw", "surw", "random", "pos"].map((name) => {
    const all = Array.from({ length: seeds }, (_, i) => uniformityOf(make(name, i + 1), runs));
    const chances = all.map(({ chance }) => chance).toSorted((a, b) => a - b);
    const passed = chances.filter((chance) => chance > 0.01).length;
    const median = chances[Math.floor(seeds / 2)]!;
    const statistic = figure(meanOf(all.map((one) => one.statistic)));
    return [name, statistic, median < 1e-6 ? "0" : median.toPrecision(2), `${passed} of ${seeds}`];
  });
  console.log(`Two tasks with five updates each, ${runs} runs a seed: are their 252 orders drawn alike?`);
  console.log(figuresTable(["", "mean chi-square", "median p", "p > 0.01"], rows));
}

function printUnseen(): void {
  const runs = 1_000;
  const names = ["default", "random", "urw", "pos"];
  const rows = SPACES.map(({ name, traces, look }) => [
    name,
    `${traces}`,
    ...names.flatMap((strategy) => {
      const seen = look(make(strategy, 1), runs);
      return [`${seen.traces}`, `${percent(seen.estimated)} / ${percent(seen.actual)}`];
    }),
  ]);
  console.log(`Traces seen in ${runs} runs; the chance of a new one, estimated / as it was in the next tenth as many`);
  console.log(figuresTable(["", "traces", ...names.flatMap((name) => [name, ""])], rows));
}

try {
  const options = readOptions(process.argv.slice(2));
  printSafeStack(options);
  printUniformity(options);
  printUnseen();
  printSchedules(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
