/**
 * How far designs that break nothing were searched to the end: `npm run held [-- pkvm walkers …] [--scenarios 60] [--bound 3]`. Of each
 * generated scenario of each such design of the small models, one schedule for each order of conflicting steps with at most so many
 * preemptions, and every schedule with one less. What is done is kept in reports/held until the code changes.
 */
import { parseArgs } from "node:util";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { codeDigest } from "../../src/corpus/code-digest.ts";
import { Journal } from "./journal.ts";
import { printHeld } from "./print.ts";
import { searchHeld } from "./search.ts";
import type { HeldRow } from "./search.ts";

/** A run of it is too long to be exhausted. */
const TOO_LARGE = new Set(["nested"]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scenarios: { type: "string", default: "60" },
    bound: { type: "string", default: "3" },
    runs: { type: "string", default: "5000" },
  },
});
const options = { scenarios: Number(values.scenarios), bound: Number(values.bound), runs: Number(values.runs) };
const { models, properties } = await loadCatalogue(PROPERTIES);
const journal = new Journal(JSON.stringify({ ...options, code: codeDigest(PROPERTIES) }));

const rows: HeldRow[] = [];
for (const model of models) {
  const isWanted = positionals.length === 0 ? !TOO_LARGE.has(model.name) : positionals.includes(model.name);
  for (const design of isWanted ? model.designs.filter(({ breaks }) => breaks.length === 0) : []) {
    const own = properties.filter((property) => property.model === model);
    const row = journal.known(design.name) ?? searchHeld(model, design, own, options);
    journal.keep(row);
    rows.push(row);
    process.stderr.write(`${design.name}: ${row.whole} of ${row.scenarios} to the end\n`);
  }
}
process.stdout.write(printHeld(rows, options));
process.exitCode = rows.some(({ broken }) => broken.length > 0) ? 1 : 0;
