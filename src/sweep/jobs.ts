import type { Job, JobResult } from "../check/job.ts";
import type { Plan } from "../check/plan.ts";
import type { Probe, Probed } from "../check/probe.ts";
import type { RawFinding, SearchResult } from "../check/search.ts";
import { save } from "../corpus/corpus.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import type { Journal } from "./journal.ts";
import { probedForm, searchedForm, shrunkForm } from "./schemas.ts";
import type { Form, Searched } from "./schemas.ts";
import type { Space } from "./space.ts";

/** What every job of a sweep has in common. */
export interface JobOptions {
  readonly space: Space;
  /** Folder of the properties. */
  readonly folder: string;
  readonly seed: number;
  readonly plan: Plan;
  /** Executions that one minimisation may spend. */
  readonly shrink: number;
  /** Executions that trying a known scenario on another setting may spend. */
  readonly cap: number;
  /** Folder where counterexamples are saved. */
  readonly corpus: string;
  readonly journal: Journal;
  readonly run: <J extends Job>(job: J) => Promise<JobResult<J>>;
}

/** The three kinds of work of a sweep. What the journal has is not done again. */
export class Jobs {
  readonly #options: JobOptions;

  constructor(options: JobOptions) {
    this.#options = options;
  }

  /** Judges these properties over scenarios `from` up to, not including, `to`. */
  async search(design: string, properties: readonly string[], from: number, to: number): Promise<Searched> {
    const { space, folder, seed, plan, corpus, run } = this.#options;
    const asked = { kind: "search", design, properties, from, to } as const;
    return await this.#once(asked, searchedForm(space.model), async () => {
      const names = { folder, model: space.model.name, mended: space.mended, corpus };
      return searchedFrom(await run({ ...asked, ...names, seed, plan }));
    });
  }

  /** Tries known scenarios; `first`: until anything breaks. */
  async probe(design: string, probes: readonly Probe[], first: boolean): Promise<Probed> {
    const { space, folder, cap, run } = this.#options;
    const asked = { kind: "probe", design, probes, first } as const;
    return await this.#once(asked, probedForm(space.model), async () => {
      return await run({ ...asked, folder, model: space.model.name, mended: space.mended, cap });
    });
  }

  async shrink(design: string, finding: RawFinding): Promise<Counterexample> {
    const { space, folder, seed, shrink: budget, corpus, run } = this.#options;
    const { saved: _saved, ...what } = finding;
    return await this.#once({ kind: "shrink", design, finding: what }, shrunkForm(space.model), async () => {
      const names = { folder, model: space.model.name, design, mended: space.mended, corpus };
      return (await run({ kind: "shrink", ...names, finding, seed, budget })).counterexample;
    });
  }

  /** What a probe found, made as small as it gets in the variant that it was found in. */
  async settle(found: Counterexample): Promise<Counterexample> {
    const { property, scenario, schedule, message, origin } = found;
    const index = origin === null ? 0 : Number(origin.path);
    const saved = save(this.#options.corpus, found);
    return await this.shrink(found.design, { property, scenario, schedule, message, index, run: 0, saved });
  }

  async #once<T>(asked: unknown, { schema, plain }: Form<T>, work: () => Promise<T>): Promise<T> {
    const { journal } = this.#options;
    const known = journal.recall(asked, schema);
    if (known !== undefined) {
      return known;
    }
    const result = await work();
    journal.note(asked, plain(result));
    return result;
  }
}

function searchedFrom({ scenarios, schedules, whole, bounded, reached, found, halt }: SearchResult): Searched {
  const trouble = halt === null ? "" : `scenario ${halt.index} cannot be judged: ${halt.reason}`;
  return { scenarios, schedules, whole, bounded, reached: Object.fromEntries(reached), found, trouble };
}
