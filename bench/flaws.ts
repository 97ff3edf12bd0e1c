/**
 * How hard each known flaw is to find: `npm run flaws [seeds] [scenarios]` repeats the whole check, as `npm run check` does
 * it, with seeds 1, 2, … and prints per flaw the executions to the first break (median over the seeds that found it, in
 * the round whose mended flaws no longer hide it), and the size of its smallest counterexample.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "table";
import { flawOf } from "../src/check/attribution.ts";
import { loadCatalogue } from "../src/check/catalogue.ts";
import { checkDesign } from "../src/check/check.ts";
import type { ShrunkFinding } from "../src/check/check.ts";
import { PORTFOLIO } from "../src/check/plan.ts";
import { JobPool } from "../src/check/pool.ts";
import { PROPERTIES } from "../src/cli/folders.ts";
import type { Design } from "../src/scenario/model.ts";
import { compareSizes } from "../src/shrink/order.ts";

interface FlawFigures {
  readonly design: string;
  readonly flaw: string;
  /** By seed: executions to the first finding that shows it. */
  readonly first: number[];
  readonly properties: Set<string>;
  milliseconds: number;
  best: ShrunkFinding | null;
}

const [seeds = 20, scenarios = 300] = process.argv.slice(2).map(Number);
const catalogue = await loadCatalogue(PROPERTIES);
const pool = new JobPool(() => {});
const rows: FlawFigures[] = [];

for (const model of catalogue.models) {
  for (const design of model.designs) {
    const figures = design.flaws.map(({ id }): FlawFigures => {
      return { design: design.name, flaw: id, first: [], properties: new Set(), milliseconds: 0, best: null };
    });
    for (let seed = 1; seed <= seeds; seed++) {
      const verdict = await checkDesign(model, design, catalogue.properties, {
        folder: PROPERTIES,
        corpus: mkdtempSync(join(tmpdir(), "s2check-flaws-")),
        seed,
        scenarios,
        plan: PORTFOLIO,
        shrink: 200_000,
        run: pool.run.bind(pool),
      });
      for (const one of figures) {
        note(one, design, verdict.findings);
      }
    }
    rows.push(...figures);
    process.stderr.write(`${design.name} done\n`);
  }
}
await pool.close();
process.stdout.write(print(rows));

function note(figures: FlawFigures, design: Design, findings: readonly ShrunkFinding[]): void {
  const own = findings.filter(({ raw, attribution }) => flawOf(design, raw.property, attribution)?.id === figures.flaw);
  if (own.length === 0) {
    return;
  }
  figures.first.push(Math.min(...own.map((finding) => finding.raw.run)));
  for (const finding of own) {
    figures.properties.add(finding.counterexample.property);
    if (figures.best === null || compareSizes(finding.counterexample.size, figures.best.counterexample.size) < 0) {
      figures.best = finding;
      figures.milliseconds = finding.milliseconds;
    }
  }
}

function print(figures: readonly FlawFigures[]): string {
  const headings = [
    "flaw",
    "design",
    "properties",
    "seeds",
    "first break",
    "commands",
    "tasks",
    "preemptions",
    "steps",
    "proved",
    "ms",
  ];
  const lines = figures.map(({ flaw, design, properties, first, best, milliseconds }) => {
    const size = best?.counterexample.size;
    return [
      flaw,
      design,
      [...properties].toSorted().join(" "),
      `${first.length}/${seeds}`,
      first.length === 0 ? "-" : median(first),
      size?.commands ?? "-",
      size?.tasks ?? "-",
      size?.preemptions ?? "-",
      size?.steps ?? "-",
      best?.counterexample.proved ?? "-",
      Math.round(milliseconds),
    ];
  });
  return table([headings, ...lines]);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
