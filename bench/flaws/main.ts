/**
 * How hard each known flaw is to find: `npm run flaws [-- seeds]`. For each flaw of the gallery, the search of `s2check check`
 * looks for the first break of its property, in its design with the same flaws mended, with seeds 1, 2, … and as many
 * scenarios as a check has. Then the same for each property that a design is declared to break, nothing mended.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { JobPool } from "../../src/check/pool.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { FirstFinds } from "./first-finds.ts";
import { smallestOfEach } from "./gallery.ts";
import { printCells, printFlaws } from "./print.ts";
import type { CellRow, FlawRow } from "./print.ts";

const [seeds = 20] = process.argv.slice(2).map(Number);
const catalogue = await loadCatalogue(PROPERTIES);
const pool = new JobPool(() => {});
const corpus = mkdtempSync(join(tmpdir(), "s2check-flaws-"));
const search = new FirstFinds({ pool, corpus, seeds });
const start = performance.now();

const flaws: FlawRow[] = [];
for (const { flaw, shown } of smallestOfEach(catalogue.models)) {
  const { found, seconds } = await search.in({ ...shown, properties: [shown.property] });
  flaws.push({ flaw, shown, first: found.get(shown.property)!, seconds });
  process.stderr.write(`${flaw} in ${shown.design}\n`);
}
process.stdout.write(printFlaws(flaws, seeds));

const cells: CellRow[] = [];
for (const model of catalogue.models) {
  for (const design of model.designs) {
    const { found } = await search.in({
      model: model.name,
      design: design.name,
      mended: [],
      properties: design.breaks,
    });
    found.forEach((first, property) => cells.push({ design: design.name, property, first }));
    process.stderr.write(`${design.name} as it is\n`);
  }
}
process.stdout.write(printCells(cells, seeds));
process.stdout.write(`${((performance.now() - start) / 1_000).toFixed(0)} s\n`);

await pool.close();
rmSync(corpus, { recursive: true, force: true });
