import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { runJob } from "../../src/check/job.ts";
import { PORTFOLIO } from "../../src/check/plan.ts";
import { sweepDocumentOf } from "../../src/report/sweep/document.ts";
import type { SweepDocument } from "../../src/report/sweep/document.ts";
import { printLine } from "../../src/corpus/line.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import { Jobs } from "../../src/sweep/jobs.ts";
import { Journal } from "../../src/sweep/journal.ts";
import { sweepResultOf } from "../../src/sweep/result.ts";
import { designToSweep, spaceOf } from "../../src/sweep/space.ts";
import { Sweep } from "../../src/sweep/sweep.ts";

const VAULT = pathToFileURL(join(import.meta.dirname, "../sample-models/vault.ts")).href;
const SOURCE = `
import { balanced, vault } from "${VAULT}";
export default { name: "balanced", statement: "what was paid is in", model: vault, claim: balanced, exercised: [] };
`;

interface What {
  /** Folder of properties; all in it are judged, unless some are named. */
  readonly folder: string;
  readonly properties?: readonly string[];
  readonly design: string;
  readonly knobs: readonly string[];
  readonly scenarios: number;
}

/** A sweep without worker threads; its files go to `out`. */
export async function swept(
  out: string,
  { folder, properties, design, knobs, scenarios }: What,
): Promise<SweepDocument> {
  const catalogue = await loadCatalogue(folder);
  const space = spaceOf(designToSweep(catalogue.models, design), knobs, false);
  const judged = catalogue.properties.filter(({ name }) => properties?.includes(name) ?? true);
  const facts = { space, properties: judged, seed: 1, scenarios, plan: PORTFOLIO, shrink: 10_000 };
  const journal = Journal.open(join(out, "state.jsonl"), { code: "", sweep: "" });
  const places = { folder, corpus: join(out, "corpus"), journal };
  const jobs = new Jobs({ ...facts, ...places, cap: 1_000, run: (job) => runJob(job, () => undefined) });
  const sweep = new Sweep({ space, properties: judged.map(({ name }) => name), scenarios, jobs, say: () => undefined });
  await sweep.run();
  const replay = (found: Counterexample): string => printLine(space.model, found);
  const result = sweepResultOf(sweep.verdicts, {
    ...facts,
    leftOut: [],
    probe: 1_000,
    complete: true,
    milliseconds: 1_234,
    replay,
  });
  return sweepDocumentOf(result);
}

/** The vault's open knobs. */
export function sweptVault(out: string): Promise<SweepDocument> {
  const folder = join(out, "properties");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "balanced.ts"), SOURCE);
  return swept(out, { folder, design: "vault", knobs: [], scenarios: 20 });
}
