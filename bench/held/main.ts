/**
 * How far designs that break nothing were searched to the end: `npm run held [-- pkvm walkers …] [--scenarios 60] [--bound 3]`. Of each
 * generated scenario of each such design of the small models, one schedule for each order of conflicting steps with at most so many
 * preemptions, and every schedule with one less, a thread for each core. What is done is kept in reports/held until the code changes.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import Tinypool from "tinypool";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { codeDigest } from "../../src/corpus/code-digest.ts";
import { Journal } from "./journal.ts";
import { isSeen, printBaselines, printHeld } from "./print.ts";
import type { HeldRow } from "./search.ts";
import type { HeldJob } from "./worker.ts";

/** A run of it is too long to be exhausted. */
const TOO_LARGE = new Set(["nested"]);
/** Breaks a property about time; judged by all others. */
const CORRECT_BUT_SLOW = new Set(["unlinked-at-once"]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scenarios: { type: "string", default: "60" },
    bound: { type: "string", default: "3" },
    runs: { type: "string", default: "5000" },
  },
});
const options = { scenarios: Number(values.scenarios), bound: Number(values.bound), runs: Number(values.runs) };
const { models } = await loadCatalogue(PROPERTIES);
const journal = new Journal(JSON.stringify({ ...options, code: codeDigest(PROPERTIES) }));
const threads = availableParallelism();
const pool = new Tinypool({
  filename: new URL("./worker.ts", import.meta.url).href,
  minThreads: threads,
  maxThreads: threads,
  execArgv: [],
});

const wanted = models
  .filter(({ name }) => (positionals.length === 0 ? !TOO_LARGE.has(name) : positionals.includes(name)))
  .flatMap(({ name, designs }) =>
    designs
      .filter((design) => design.breaks.length === 0 || CORRECT_BUT_SLOW.has(design.name))
      .map((design): HeldJob => ({ model: name, design: design.name, options })),
  );
const rows = await Promise.all(wanted.map(rowOf));
await pool.destroy();
process.stdout.write(`${printHeld(rows, options)}\n${printBaselines(rows)}`);
process.exitCode = rows.some(({ broken }) => broken.length > 0) || !isSeen(rows) ? 1 : 0;

async function rowOf(job: HeldJob): Promise<HeldRow> {
  const row = journal.known(job.design) ?? ((await pool.run(job)) as HeldRow);
  journal.keep(row);
  process.stderr.write(`${row.design}: ${row.whole} of ${row.scenarios} to the end\n`);
  return row;
}
