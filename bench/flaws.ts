/**
 * How hard each known flaw is to find: `npm run flaws [-- seeds]`. For each flaw of the gallery, the search of `s2check check`
 * looks for the first break of its property, in its design with the same flaws mended, with seeds 1, 2, … and scenarios
 * that it has never seen. Prints the executions to the first break (median over the seeds), the size of the minimal
 * counterexample and whether it is proved minimal.
 */
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { table } from "table";
import { loadCatalogue } from "../src/check/catalogue.ts";
import { PORTFOLIO } from "../src/check/plan.ts";
import { JobPool } from "../src/check/pool.ts";
import { PROPERTIES } from "../src/cli/folders.ts";
import { loadOne } from "../src/corpus/corpus.ts";
import type { Counterexample } from "../src/shrink/counterexample.ts";
import { compareSizes } from "../src/shrink/order.ts";

const GALLERY = fileURLToPath(new URL("../reports/gallery/", import.meta.url));
/** Scenarios that a seed may take. */
const SCENARIOS = 3_000;

interface Row {
  readonly flaw: string;
  readonly shown: Counterexample;
  /** By seed that found it: executions to the first break. */
  readonly first: readonly number[];
  readonly seconds: number;
}

const [seeds = 20] = process.argv.slice(2).map(Number);
const catalogue = await loadCatalogue(PROPERTIES);
const pool = new JobPool(() => {});
const corpus = mkdtempSync(join(tmpdir(), "s2check-flaws-"));
const rows: Row[] = [];
for (const [flaw, shown] of smallestOfEach()) {
  rows.push(await measure(flaw, shown));
  process.stderr.write(`${flaw}\n`);
}
await pool.close();
process.stdout.write(print(rows));

/** By flaw and design, e.g. `V1-1 maple-v1`. */
function smallestOfEach(): Map<string, Counterexample> {
  const smallest = new Map<string, Counterexample>();
  for (const file of readdirSync(GALLERY).filter((name) => name.endsWith(".json"))) {
    const found = loadOne(join(GALLERY, file), (name) => catalogue.models.find((model) => model.name === name) ?? null);
    const flaw = file.slice(0, file.indexOf(`-${found.design}-${found.property}`));
    const name = `${flaw} ${found.design}`;
    const best = smallest.get(name);
    if (best === undefined || compareSizes(found.size, best.size) < 0) {
      smallest.set(name, found);
    }
  }
  return smallest;
}

async function measure(flaw: string, shown: Counterexample): Promise<Row> {
  const { model, design, mended, property } = shown;
  const start = performance.now();
  const jobs = Array.from({ length: seeds }, (_, index) =>
    pool.run({
      kind: "search",
      folder: PROPERTIES,
      corpus,
      model,
      design,
      mended,
      properties: [property],
      seed: index + 1,
      from: 0,
      to: SCENARIOS,
      plan: PORTFOLIO,
    }),
  );
  const found = (await Promise.all(jobs)).flatMap((result) => result.found.slice(0, 1));
  const seconds = (performance.now() - start) / 1_000;
  return { flaw, shown, first: found.map((finding) => finding.run), seconds };
}

function print(all: readonly Row[]): string {
  const headings = [
    "flaw and design",
    "property",
    "seeds",
    "median",
    "commands",
    "tasks",
    "preemptions",
    "steps",
    "proved",
    "s",
  ];
  const lines = all.map(({ flaw, shown: { property, size, proved }, first, seconds }) => [
    flaw,
    property,
    `${first.length}/${seeds}`,
    first.length === 0 ? "-" : median(first).toLocaleString("en-US"),
    size.commands,
    size.tasks,
    size.preemptions,
    size.steps,
    proved ? "yes" : "no",
    seconds.toFixed(1),
  ]);
  return table([headings, ...lines]);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
