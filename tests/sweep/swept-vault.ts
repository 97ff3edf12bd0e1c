import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { runJob } from "../../src/check/job.ts";
import { PORTFOLIO } from "../../src/check/plan.ts";
import { sweepDocumentOf } from "../../src/report/sweep/document.ts";
import type { SweepDocument } from "../../src/report/sweep/document.ts";
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

/** A sweep of the vault's open knobs, without worker threads; its files go to `folder`. */
export async function sweptVault(folder: string): Promise<SweepDocument> {
  const properties = join(folder, "properties");
  mkdirSync(properties, { recursive: true });
  writeFileSync(join(properties, "balanced.ts"), SOURCE);
  const catalogue = await loadCatalogue(properties);
  const space = spaceOf(designToSweep(catalogue.models, "vault"), [], false);
  const facts = { space, properties: catalogue.properties, seed: 1, scenarios: 20, plan: PORTFOLIO, shrink: 10_000 };
  const journal = Journal.open(join(folder, "state.jsonl"), { code: "", sweep: "" });
  const places = { folder: properties, corpus: join(folder, "corpus"), journal };
  const jobs = new Jobs({ ...facts, ...places, cap: 1_000, run: (job) => runJob(job, () => undefined) });
  const sweep = new Sweep({ space, properties: ["balanced"], scenarios: 20, jobs, say: () => undefined });
  await sweep.run();
  const replay = (): string => "s2check replay …";
  const result = sweepResultOf(sweep.verdicts, { ...facts, probe: 1_000, complete: true, milliseconds: 1_234, replay });
  return sweepDocumentOf(result);
}
