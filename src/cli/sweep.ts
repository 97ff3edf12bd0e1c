import { join } from "node:path";
import { Command } from "commander";
import { loadCatalogue } from "../check/catalogue.ts";
import type { AnyProperty, Catalogue } from "../check/catalogue.ts";
import { byName } from "../check/nearest.ts";
import { PORTFOLIO, planByName } from "../check/plan.ts";
import type { Plan } from "../check/plan.ts";
import { JobPool, PATIENCE } from "../check/pool.ts";
import { paintFor } from "../report/paint.ts";
import { startProgress } from "../report/progress.ts";
import { printSweep, sweepDocumentOf } from "../report/sweep/document.ts";
import { renderSweepHtml } from "../report/sweep/html.ts";
import type { SweepResult } from "../report/sweep/result.ts";
import { renderSweep } from "../report/sweep/text.ts";
import { codeDigest } from "../corpus/code-digest.ts";
import { Jobs } from "../sweep/jobs.ts";
import { Journal } from "../sweep/journal.ts";
import { sweepResultOf } from "../sweep/result.ts";
import { designToSweep, spaceOf } from "../sweep/space.ts";
import type { Space } from "../sweep/space.ts";
import { Sweep } from "../sweep/sweep.ts";
import { EXIT } from "./exit-code.ts";
import { folderOption, PROPERTIES, requireWritable, SWEEP, writeFiles } from "./folders.ts";
import { wholeNumber } from "./numbers.ts";
import { replayCommandOf } from "./replay-command.ts";
import { unknownStrategy } from "./unknown-strategy.ts";

/** Executions that one minimisation may spend. */
const SHRINK_BUDGET = 100_000;
/** Executions that one known scenario may take on another setting. */
const PROBE_BUDGET = 1_500;

interface SweepOptions {
  readonly design?: string;
  readonly knob?: readonly string[];
  readonly asPosted?: true;
  readonly seed: number;
  readonly budget: number;
  readonly strategy: string;
  readonly json?: true;
  readonly fresh?: true;
  readonly properties: string;
  readonly out: string;
  readonly patience: number;
}

/** `s2check sweep`: every setting of some knobs of a design. */
export function sweepCommand(): Command {
  return new Command("sweep")
    .description("judge all settings of a design's knobs: which values are safe, which are not, which only together")
    .argument("[property...]", "properties that a safe setting must hold; by default all but the limits of the design")
    .option("--design <name>", "the design to vary; `maple` stands for the newest maple-…, the default is the newest")
    .option("--knob <name=a,b...>", "knobs to turn, to these values or, by name alone, to all; by default what is open")
    .option("--as-posted", "leave the design's known flaws in; by default they are mended in every setting")
    .option("--seed <n>", "seed of scenarios and schedules", wholeNumber(0, 2 ** 31 - 1), 1)
    .option("--budget <scenarios>", "scenarios a setting that nothing breaks", wholeNumber(1, 10_000_000), 3_000)
    .option("--strategy <name>", "how schedules are chosen", PORTFOLIO.name)
    .option("--json", "print the result as JSON")
    .option("--fresh", "forget what an interrupted sweep has finished")
    .addOption(folderOption("--properties <folder>", "where properties are", PROPERTIES))
    .addOption(folderOption("--out <folder>", "where the report and the state of the sweep are written", SWEEP))
    .option("--patience <seconds>", "give up when no run ends for so long", wholeNumber(1, 86_400), PATIENCE)
    .addHelpText("after", HELP)
    .action(async (names: readonly string[], options: SweepOptions) => {
      process.exitCode = await sweep(names, options);
    });
}

const HELP = `
A setting is unsafe if it breaks any of the properties; those that the design
declares to break even with all its flaws mended are left out unless they are
named. Per value and per pair of values: safe in all explored, unsafe, or safe
only together with other values; behind each unsafe one its smallest race and
the command that replays it. An interrupted sweep goes on where it was when the
same command is given again.

Exit codes: 0 every setting is judged, 1 the design's own setting breaks what it
does not declare to break, 2 bad use, 3 some settings are undecided,
130 interrupted.

Examples:
  s2check sweep --design maple
  s2check sweep --design maple --knob clearPoint recordOrder=beforeMap,afterUnlock
  s2check sweep soundness coverage --design maple-v2 --knob tlbiRemoval`;

/** What is to be judged, looked up. */
interface Work {
  readonly catalogue: Catalogue;
  readonly space: Space;
  readonly properties: readonly AnyProperty[];
  readonly plan: Plan;
}

async function sweep(names: readonly string[], options: SweepOptions): Promise<number> {
  const start = performance.now();
  const work = await lookUp(names, options);
  requireWritable("--out", options.out);
  const { judged, complete } = await judge(work, options);
  const result = sweepResultOf(judged.verdicts, {
    ...work,
    leftOut: limitsOf(work.space).filter((name) => !work.properties.some((property) => property.name === name)),
    seed: options.seed,
    scenarios: options.budget,
    probe: PROBE_BUDGET,
    shrink: SHRINK_BUDGET,
    complete,
    milliseconds: performance.now() - start,
    replay: (found) => replayCommandOf(work.catalogue.models, found, options.properties),
  });
  await write(result, options);
  return exitCodeFor(result, work.space);
}

async function lookUp(names: readonly string[], options: SweepOptions): Promise<Work> {
  const catalogue = await loadCatalogue(options.properties);
  const plan = planByName(options.strategy) ?? unknownStrategy(options.strategy, [PORTFOLIO.name]);
  const chosen = designToSweep(catalogue.models, options.design);
  const space = spaceOf(chosen, options.knob ?? [], options.asPosted === true);
  const own = catalogue.properties.filter(({ model }) => model === space.model);
  const limits = limitsOf(space);
  const properties =
    names.length === 0
      ? own.filter(({ name }) => !limits.includes(name))
      : names.map((name) => byName("property", name, own));
  return { catalogue, space, properties, plan };
}

/** What the design declares to break with all its flaws mended: its idea does not go further, whatever the setting. */
const limitsOf = ({ design }: Space): readonly string[] => design.mend(design.flaws.map(({ id }) => id)).breaks;

async function judge(work: Work, options: SweepOptions): Promise<{ judged: Sweep; complete: boolean }> {
  const { space, properties, plan } = work;
  const { seed, budget: scenarios } = options;
  const journal = journalFor(work, options);
  const progress = startProgress(process.stderr, `${scenarios} for each setting that nothing breaks`);
  const pool = new JobPool((beat) => progress.beat(beat), options.patience);
  const run = pool.run.bind(pool);
  const budgets = { shrink: SHRINK_BUDGET, cap: PROBE_BUDGET };
  const corpus = join(options.out, "corpus");
  const jobs = new Jobs({ space, folder: options.properties, seed, plan, ...budgets, corpus, journal, run });
  const say = (remark: string): void => progress.say(remark);
  const judged = new Sweep({ space, properties: properties.map(({ name }) => name), scenarios, jobs, say });
  if (journal.size > 0) {
    say(`${journal.size} finished jobs are taken from ${stateIn(options)}`);
  }
  const stop = (): void => pool.abort();
  process.once("SIGINT", stop);
  let complete = true;
  try {
    await judged.run();
  } catch (error) {
    if (!pool.aborted || pool.failure !== null) {
      throw error;
    }
    complete = false;
  } finally {
    process.removeListener("SIGINT", stop);
    progress.end();
    await pool.close();
  }
  return { judged, complete };
}

const stateIn = ({ out }: SweepOptions): string => join(out, "state.jsonl");

function journalFor({ space, properties, plan }: Work, options: SweepOptions): Journal {
  const path = stateIn(options);
  if (options.fresh === true) {
    Journal.remove(path);
  }
  const { design, mended } = space;
  const judged = properties.map(({ name }) => name).join(" ");
  const limits = `${PROBE_BUDGET} and ${SHRINK_BUDGET} executions`;
  const budgets = `seed ${options.seed}, ${options.budget} scenarios, ${limits}, ${plan.name}`;
  const what = [[design.name, ...mended].join("~"), budgets, judged].join("; ");
  return Journal.open(path, { code: codeDigest(options.properties), sweep: what });
}

async function write(result: SweepResult, { out, json }: SweepOptions): Promise<void> {
  const document = sweepDocumentOf(result);
  const paint = paintFor(process.stdout, process.env);
  process.stdout.write(
    json === true ? printSweep(document) : `${renderSweep(result, { grid: "last", paint }).join("\n")}\n`,
  );
  writeFiles("--out", out, {
    "sweep.txt": `${renderSweep(result).join("\n")}\n`,
    "sweep.json": printSweep(document),
    "index.html": await renderSweepHtml(document),
  });
}

function exitCodeFor({ complete, settings }: SweepResult, { design, mended }: Space): number {
  if (!complete) {
    return EXIT.interrupted;
  }
  const declared = design.mend(mended).breaks;
  const own = settings.find((setting) => setting.design === design.name);
  if (own?.broken.some(({ property }) => !declared.includes(property)) === true) {
    return EXIT.broken;
  }
  return settings.some(({ verdict }) => verdict === "undecided") ? EXIT.noAnswer : EXIT.asDeclared;
}
