/**
 * What the checker says of the designs of three systems: `npm run verdicts [-- 001-A 004-F …] [--doc]`. With `--doc` it writes
 * docs/verdicts.md, and the smallest traces to reports/gallery, whose index `npm run gallery` writes.
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
import { addToGallery } from "../../src/report/gallery.ts";
import { judge } from "./judge.ts";
import type { Judged } from "./judge.ts";
import { verdictsPage } from "./page.ts";
import { SYSTEMS } from "./systems.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { doc: { type: "boolean" } } });
const all = SYSTEMS.flatMap(({ rows }) => rows);
const unknown = positionals.find((id) => !all.some((row) => row.id === id));
if (unknown !== undefined) {
  throw new BadUse(`no row is called ${unknown}: there are ${all.map(({ id }) => id).join(", ")}`);
}
if (values.doc === true && positionals.length > 0) {
  throw new BadUse("--doc writes the whole page: leave the names of rows out");
}
const catalogue = await loadCatalogue(PROPERTIES);
const pool = new JobPool(() => {});
const corpus = mkdtempSync(join(tmpdir(), "s2check-verdicts-"));

const judged: Judged[] = [];
for (const row of positionals.length === 0 ? all : all.filter(({ id }) => positionals.includes(id))) {
  const one = await judge(row, { pool, catalogue, corpus });
  judged.push(one);
  process.stderr.write(`${row.id} ${row.design}: ${one.broken.join(", ") || "held"}\n`);
  if (values.doc === true && one.shown !== null) {
    addToGallery(inProject("reports/gallery"), { ...one.shown, flaw: one.flaw });
  }
}
const systems = SYSTEMS.filter(({ rows }) => judged.some(({ row }) => rows.includes(row)));
const page = verdictsPage(systems, judged);
process.stdout.write(page);
if (values.doc === true) {
  writeFileSync(inProject("docs/verdicts.md"), page);
}

await pool.close();
rmSync(corpus, { recursive: true, force: true });
