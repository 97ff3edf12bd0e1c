import { PORTFOLIO, SCENARIOS } from "../../src/check/plan.ts";
import type { JobPool } from "../../src/check/pool.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import type { Bug } from "./entries.ts";

/** Executions for one minimisation, as in `s2check check`. */
const SHRINK_BUDGET = 200_000;

export interface HuntOptions {
  readonly pool: JobPool;
  /** Folder for what is found on the way. */
  readonly corpus: string;
  readonly seeds: number;
}

/** What came of looking for one bug. */
export interface Hunted extends Bug {
  /** By seed that found it: executions to the first break. */
  readonly first: readonly number[];
  /** The smallest run that shows it; null if no seed found it. */
  readonly shown: Counterexample | null;
  /** Why a search ended before its time; empty as a rule. */
  readonly trouble: string;
  readonly seconds: number;
}

/** Searches generated scenarios with seeds 1, 2, …; what the first of them finds is made as small as it gets. */
export async function hunt(bug: Bug, { pool, corpus, seeds }: HuntOptions): Promise<Hunted> {
  const start = performance.now();
  const { model, design, entry } = bug;
  const names = { folder: PROPERTIES, corpus, model: model.name, design: design.name, mended: [] };
  const searches = Array.from({ length: seeds }, async (_, index) => {
    const asked = { properties: [entry.breaks], from: 0, to: SCENARIOS, plan: PORTFOLIO };
    const seed = index + 1;
    return { seed, ...(await pool.run({ kind: "search", ...names, ...asked, seed })) };
  });
  const results = await Promise.all(searches);
  const finds = results.flatMap(({ seed, found }) => found.map((finding) => ({ seed, finding })));
  const [best] = finds;
  const shrunk = best && (await pool.run({ kind: "shrink", ...names, ...best, budget: SHRINK_BUDGET }));
  return {
    ...bug,
    first: finds.map(({ finding }) => finding.run),
    shown: shrunk?.counterexample ?? null,
    trouble: results.find(({ halt }) => halt !== null)?.halt?.reason ?? "",
    seconds: (performance.now() - start) / 1_000,
  };
}
