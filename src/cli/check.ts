import { rmSync } from "node:fs";
import { Command, Option } from "commander";
import { loadCatalogue, propertiesNamed } from "../check/catalogue.ts";
import type { AnyModel, AnyProperty, Catalogue } from "../check/catalogue.ts";
import { checkDesign } from "../check/check.ts";
import type { DesignVerdict } from "../check/check.ts";
import { designNamed } from "../check/design-named.ts";
import { byName } from "../check/nearest.ts";
import { DEEP, PORTFOLIO, planByName, SCENARIOS, schedulesOf } from "../check/plan.ts";
import type { Plan } from "../check/plan.ts";
import { JobPool, PATIENCE } from "../check/pool.ts";
import { replaySaved } from "../check/saved.ts";
import type { SavedVerdict } from "../check/saved.ts";
import { resultOf } from "../check/result.ts";
import { codeDigest } from "../corpus/code-digest.ts";
import { documentOf, printDocument } from "../report/document.ts";
import type { ReportDocument } from "../report/document.ts";
import { addToGallery } from "../report/gallery.ts";
import { renderHtml } from "../report/html.ts";
import { paintFor } from "../report/paint.ts";
import { startProgress } from "../report/progress.ts";
import { renderReport } from "../report/report.ts";
import type { CheckResult } from "../report/result.ts";
import { count } from "../report/size.ts";
import type { Design } from "../scenario/model.ts";
import { exitCodeOf } from "./exit-code.ts";
import {
  CORPUS,
  LATEST,
  PROPERTIES,
  folderOption,
  fromHere,
  notWritable,
  requireWritable,
  writeFiles,
} from "./folders.ts";
import { wholeNumber } from "./numbers.ts";
import { replayCommandOf } from "./replay-command.ts";
import { unknownStrategy } from "./unknown-strategy.ts";

/** Executions that one minimisation may spend. */
const SHRINK_BUDGET = 200_000;

interface CheckOptions {
  readonly design?: readonly string[];
  readonly seed: number;
  readonly budget: number;
  readonly strategy: string;
  readonly json?: true;
  readonly properties: string;
  readonly corpus: string;
  readonly out: string;
  readonly gallery?: string;
  readonly patience: number;
}

/** `s2check check`: every design against every property. */
export function checkCommand(): Command {
  return new Command("check")
    .description("check designs against properties, print the matrix and write the report")
    .argument("[property...]", "properties to judge; all of them by default")
    .option("--design <name...>", "designs to check; all of them by default")
    .option("--seed <n>", "seed of scenarios and schedules", wholeNumber(0, 2 ** 31 - 1), 1)
    .option("--budget <scenarios>", "how many scenarios to draw for each design", wholeNumber(1, 10_000_000), SCENARIOS)
    .option("--strategy <name>", "how schedules are chosen (`s2check list` names them)", PORTFOLIO.name)
    .addOption(
      new Option(
        "--deep",
        `${DEEP.scenarios} scenarios and ${schedulesOf(DEEP)} schedules of each: an hour or so for all`,
      )
        .conflicts(["budget", "strategy"])
        .implies({ budget: DEEP.scenarios, strategy: DEEP.name }),
    )
    .option("--json", "print the report as JSON")
    .addOption(folderOption("--properties <folder>", "where properties are", PROPERTIES))
    .addOption(folderOption("--corpus <folder>", "where counterexamples are kept", CORPUS))
    .addOption(folderOption("--out <folder>", "where the report is written", LATEST))
    .option("--gallery <folder>", "put the counterexample of each known flaw there")
    .option("--patience <seconds>", "give up when no run ends for so long", wholeNumber(1, 86_400), PATIENCE)
    .action(async (names: readonly string[], options: CheckOptions) => {
      process.exitCode = await check(names, options);
    });
}

/** What is to be checked, looked up. */
interface Work {
  readonly catalogue: Catalogue;
  readonly properties: readonly AnyProperty[];
  readonly designs: readonly { readonly model: AnyModel; readonly design: Design }[];
  readonly plan: Plan;
}

async function check(names: readonly string[], options: CheckOptions): Promise<number> {
  const start = performance.now();
  const work = await lookUp(names, options);
  requireWritable("--corpus", options.corpus);
  requireWritable("--out", options.out);
  if (options.gallery !== undefined) {
    requireWritable("--gallery", options.gallery);
  }
  const code = codeDigest(options.properties);
  const replayCorpus = (): SavedVerdict =>
    replaySaved(options.corpus, code, work.catalogue, work.properties, options.design);
  const saved = replayCorpus();
  const verdicts: DesignVerdict[] = [];
  const interrupted = await judge(work, options, saved.remarks, verdicts);
  // What was found is saved before it is shrunk: after an interruption more is there than was told.
  (interrupted ? replayCorpus() : saved).addTo(verdicts);
  const result = resultOf(verdicts, work.properties, {
    seed: options.seed,
    scenarios: options.budget,
    plan: work.plan,
    shrink: SHRINK_BUDGET,
    complete: !interrupted,
    milliseconds: performance.now() - start,
    replay: (found) => replayCommandOf(work.catalogue.models, found, options.properties),
  });
  const document = documentOf(result);
  print(result, document, options);
  await write(result, document, options);
  if (interrupted) {
    process.stderr.write(`s2check: ${interruptionText(options, verdicts)}\n`);
  }
  const troubles = verdicts.flatMap((verdict) => verdict.troubles);
  troubles.forEach((trouble) => process.stderr.write(`s2check: ${trouble}\n`));
  return exitCodeOf(result, troubles.length > 0);
}

async function lookUp(names: readonly string[], options: CheckOptions): Promise<Work> {
  const catalogue = await loadCatalogue(options.properties);
  const plan = planByName(options.strategy) ?? unknownStrategy(options.strategy, [PORTFOLIO.name]);
  const properties =
    names.length === 0 ? catalogue.properties : names.flatMap((name) => propertiesNamed(name, catalogue));
  const models = catalogue.models.filter((model) => properties.some((property) => property.model === model));
  const all = models.flatMap((model) => model.designs.map((design) => ({ name: design.name, model, design })));
  const designs = options.design?.map((name) => designIn(all, name)) ?? all;
  return { catalogue, properties, designs, plan };
}

/** `name` may have knobs turned. */
function designIn(
  all: readonly (Work["designs"][number] & { readonly name: string })[],
  name: string,
): Work["designs"][number] {
  const { model, design } = byName("design", name.split("@")[0]!, all);
  return { model, design: designNamed(name, [design]) };
}

/** Fills `verdicts` as the work goes on; true if it was interrupted. */
async function judge(
  work: Work,
  options: CheckOptions,
  remarks: readonly string[],
  verdicts: DesignVerdict[],
): Promise<boolean> {
  const progress = startProgress(process.stderr, askedOf(work, options));
  remarks.forEach((remark) => progress.say(remark));
  const pool = new JobPool((beat) => progress.beat(beat), options.patience);
  const stop = (): void => pool.abort();
  process.once("SIGINT", stop);
  try {
    await checkAll(work, options, pool, verdicts);
  } catch (error) {
    if (!pool.aborted || pool.failure !== null) {
      throw error;
    }
  } finally {
    process.removeListener("SIGINT", stop);
    progress.end();
    await pool.close();
  }
  return !verdicts.every((verdict) => verdict.complete);
}

function askedOf({ designs }: Work, { budget }: CheckOptions): string {
  const each = designs.length === 1 ? "the design" : `each of ${designs.length} designs`;
  return `${count(budget, "scenario")} for ${each}, more where a flaw is mended`;
}

async function checkAll(work: Work, options: CheckOptions, pool: JobPool, verdicts: DesignVerdict[]): Promise<void> {
  const shared = {
    folder: options.properties,
    corpus: options.corpus,
    seed: options.seed,
    scenarios: options.budget,
    plan: work.plan,
    shrink: SHRINK_BUDGET,
    run: pool.run.bind(pool),
    onSuperseded: ({ saved }: { readonly saved: string }) => rmSync(saved, { force: true }),
    onStart: (verdict: DesignVerdict) => verdicts.push(verdict),
  };
  await Promise.all(
    work.designs.map(({ model, design }) => {
      const own = work.properties.filter((property) => property.model === model);
      return checkDesign(model, design, own, shared);
    }),
  );
}

/** What has been printed is not lost where it cannot be written. */
async function write(result: CheckResult, document: ReportDocument, { out, gallery }: CheckOptions): Promise<void> {
  writeFiles("--out", out, {
    "report.txt": `${renderReport(result, { traces: "all" }).join("\n")}\n`,
    "report.json": printDocument(document),
    "index.html": await renderHtml(document),
  });
  if (gallery !== undefined) {
    fillGallery(gallery, result);
  }
}

function print(result: CheckResult, document: ReportDocument, { json }: CheckOptions): void {
  if (json === true) {
    process.stdout.write(printDocument(document));
    return;
  }
  const paint = paintFor(process.stdout, process.env);
  process.stdout.write(`${renderReport(result, { traces: "all", matrix: "last", paint }).join("\n")}\n`);
}

function interruptionText({ out, corpus }: CheckOptions, verdicts: readonly DesignVerdict[]): string {
  const found = verdicts.reduce((sum, { findings }) => sum + findings.length, 0);
  const kept =
    found === 0
      ? "nothing is told yet"
      : `${count(found, "counterexample")} told, all that were found are kept in ${fromHere(corpus)}`;
  return `interrupted: ${kept}; the report of what was done by then is in ${fromHere(out)}`;
}

/** One counterexample for each flaw and property of a design: the first in the cell, which has the fewest flaws mended. */
function fillGallery(folder: string, { cells }: CheckResult): void {
  const all = cells.flatMap(({ findings }) => findings.toReversed());
  try {
    all.filter(({ flaw }) => flaw !== null).forEach((finding) => addToGallery(folder, finding));
  } catch (error) {
    throw notWritable("--gallery", folder, error);
  }
}
