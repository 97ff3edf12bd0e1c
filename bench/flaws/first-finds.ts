import { PORTFOLIO, SCENARIOS } from "../../src/check/plan.ts";
import type { JobPool } from "../../src/check/pool.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";

export interface Wanted {
  readonly model: string;
  readonly design: string;
  readonly mended: readonly string[];
  readonly properties: readonly string[];
}

export interface Finds {
  /** By property: executions to the first break, of each seed that found one. */
  readonly found: ReadonlyMap<string, readonly number[]>;
  /** For all seeds. */
  readonly seconds: number;
}

/** Searches one variant of a design with seeds 1 to `seeds`; those of one variant go on side by side. */
export class FirstFinds {
  readonly #pool: JobPool;
  readonly #corpus: string;
  readonly #seeds: number;

  constructor({ pool, corpus, seeds }: { readonly pool: JobPool; readonly corpus: string; readonly seeds: number }) {
    this.#pool = pool;
    this.#corpus = corpus;
    this.#seeds = seeds;
  }

  async in({ model, design, mended, properties }: Wanted): Promise<Finds> {
    const start = performance.now();
    const names = { folder: PROPERTIES, corpus: this.#corpus, model, design, mended, properties };
    const jobs = Array.from({ length: this.#seeds }, (_, index) => {
      return this.#pool.run({ kind: "search", ...names, seed: index + 1, from: 0, to: SCENARIOS, plan: PORTFOLIO });
    });
    const all = (await Promise.all(jobs)).flatMap((result) => result.found);
    const runsOf = (name: string): number[] => all.filter(({ property }) => property === name).map(({ run }) => run);
    const found = new Map(properties.map((name) => [name, runsOf(name)]));
    return { found, seconds: (performance.now() - start) / 1_000 };
  }
}
