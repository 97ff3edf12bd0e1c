import type { BenchReport } from "../part.ts";
import { DEFAULT, named } from "./named.ts";
import { figure, publishedText, trialsText } from "./print.ts";
import { PUBLISHED, publishedMean } from "./published.ts";
import { SUBJECTS } from "./subjects.ts";
import type { Subject } from "./subjects.ts";
import { meanOf, runTrials } from "./trials.ts";
import type { TrialOptions, Trials } from "./trials.ts";

const STRATEGIES = [DEFAULT, "directed", "guided", "surw", "urw", "pos", "pct:3", "swarm", "random", "delay:3"];

const CONFIGURATIONS = {
  present: "all tasks present from the start",
  created: "a first task creates the others, five private steps before each: compare with the published columns",
} as const;

type Configuration = keyof typeof CONFIGURATIONS;

/** Schedules to the first bug, of every program and with every strategy. */
export function reportSchedules(options: TrialOptions, report: BenchReport): void {
  for (const configuration of ["present", "created"] as const) {
    const all = SUBJECTS.map((subject) => ({ subject, trials: trialsOf(subject, configuration, options) }));
    report.table({
      title: `Schedules to the first bug, ${CONFIGURATIONS[configuration]}`,
      head: ["", ...STRATEGIES, ...PUBLISHED.map(({ title }) => `[${title}]`)],
      rows: all.map(({ subject: { name }, trials }) => [
        name,
        ...trials.map((one) => trialsText(one, one.asked)),
        ...PUBLISHED.map((column) => publishedText(publishedMean(name, column))),
      ]),
      notes: [
        `Means over ${options.seeds} seeds, ${options.cap} schedules at most; (k/t): found in k of the t trials that were ` +
          `over in ${options.seconds} s; [published], of 20 trials.`,
      ],
      data: all.map(({ subject: { name }, trials }) => ({ name, trials })),
    });
    const byDefault = all.map(({ subject, trials }) => ({ subject, trials: trials[0]! }));
    aimAtAll(byDefault, configuration, report);
    if (configuration === "created") {
      aimAtPublished(byDefault, report);
    }
  }
}

interface Row extends Trials {
  readonly strategy: string;
  readonly asked: number;
}

function trialsOf(subject: Subject, configuration: Configuration, options: TrialOptions): Row[] {
  return STRATEGIES.map((strategy) => {
    const seconds = strategy === DEFAULT ? Number.POSITIVE_INFINITY : options.seconds;
    const asked = strategy.startsWith("delay") ? 1 : options.seeds;
    const limits = { ...options, seeds: asked, seconds };
    return { strategy, asked, ...runTrials(subject[configuration], (seed) => named(strategy, seed), limits) };
  });
}

interface ByDefault {
  readonly subject: Subject;
  readonly trials: Row;
}

function aimAtAll(all: readonly ByDefault[], configuration: Configuration, report: BenchReport): void {
  const missed = all.filter(({ trials }) => trials.found.length < trials.asked);
  report.aim({
    what: `the default finds every bug with every seed, ${configuration === "present" ? "tasks present" : "tasks created"}`,
    got: missed.length === 0 ? `${all.length} of ${all.length} programs` : `not ${namesOf(missed)}`,
    met: missed.length === 0,
  });
}

/** Of the two families for which SURW's artefact has figures that the creation of tasks decides. */
function aimAtPublished(all: readonly ByDefault[], report: BenchReport): void {
  const [surw] = PUBLISHED;
  const compared = all.filter(({ subject: { name } }) => /^(reorder|twostage)/.test(name));
  const slower = compared.filter(
    ({ subject: { name }, trials }) => !(meanOf(trials.found) <= publishedMean(name, surw)!.mean),
  );
  const ratios = compared.map(
    ({ subject: { name }, trials }) => meanOf(trials.found) / publishedMean(name, surw)!.mean,
  );
  report.aim({
    what: "the default needs at most SURW's published mean, reorder and twostage, tasks created",
    got:
      slower.length === 0
        ? `${figure(100 * Math.min(...ratios))} to ${figure(100 * Math.max(...ratios))} % of it`
        : `more in ${namesOf(slower)}`,
    met: slower.length === 0,
  });
}

function namesOf(all: readonly ByDefault[]): string {
  return all.map(({ subject }) => subject.name).join(", ");
}
