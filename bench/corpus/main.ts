/**
 * Which bugs of the corpora of all models are found, and how: `npm run corpus [-- E09 E17 …] [--seeds 5] [--gallery folder] [--doc]`.
 * For each, the search of `s2check check` looks in generated scenarios, with seeds 1, 2, …, for the first break of the property that
 * the bug breaks, and makes it as small as it gets. `--gallery` keeps the minimal traces as reports/gallery does; `--doc` keeps them
 * there, whose index `npm run gallery` writes, and writes docs/corpus.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BadUse } from "../../src/check/bad-use.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { JobPool } from "../../src/check/pool.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { measure } from "../oracles/measure.ts";
import { ROWS } from "../oracles/rows.ts";
import { oraclesSection } from "../oracles/section.ts";
import { bugsOf } from "./entries.ts";
import { hunt } from "./hunt.ts";
import type { Hunted } from "./hunt.ts";
import { keep } from "./keep.ts";
import { corpusPage } from "./page.ts";
import { printHunt } from "./print.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: "string", default: "5" }, gallery: { type: "string" }, doc: { type: "boolean" } },
});
if (values.doc === true && positionals.length > 0) {
  throw new BadUse("--doc writes the whole page: leave the names of entries out");
}
const gallery = values.doc === true ? inProject("reports/gallery") : values.gallery;
const seeds = Math.max(Number.parseInt(values.seeds, 10), 1);
const catalogue = await loadCatalogue(PROPERTIES);
const bugs = bugsOf(catalogue.models, positionals);
const pool = new JobPool(() => {});
const corpus = mkdtempSync(join(tmpdir(), "s2check-corpus-"));

const rows: Hunted[] = [];
for (const bug of bugs) {
  const row = await hunt(bug, { pool, corpus, seeds });
  rows.push(row);
  process.stderr.write(`${bug.entry.id} ${row.shown === null ? "not found" : "found"} in ${bug.design.name}\n`);
  if (gallery !== undefined && row.shown !== null) {
    keep(gallery, row, catalogue);
  }
}
process.stdout.write(printHunt(rows, seeds));
if (values.doc === true) {
  const looked = ROWS.map((row) => measure(row, catalogue));
  writeFileSync(inProject("docs/corpus.md"), corpusPage(rows, seeds, oraclesSection(ROWS, looked)));
}

await pool.close();
rmSync(corpus, { recursive: true, force: true });
