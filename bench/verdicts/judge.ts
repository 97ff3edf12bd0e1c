import type { AnyModel, Catalogue } from "../../src/check/catalogue.ts";
import { checkDesign } from "../../src/check/check.ts";
import { designNamed } from "../../src/check/design-named.ts";
import { PORTFOLIO, SCENARIOS } from "../../src/check/plan.ts";
import type { JobPool } from "../../src/check/pool.ts";
import { resultOf } from "../../src/check/result.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { replayCommandOf } from "../../src/cli/replay-command.ts";
import type { Finding } from "../../src/report/finding.ts";
import type { Design, Flaw } from "../../src/scenario/model.ts";
import { compareSizes } from "../../src/shrink/order.ts";
import { bugsOf } from "../corpus/entries.ts";
import type { Row } from "./systems.ts";

/** What the checker says of one row. */
export interface Judged {
  readonly row: Row;
  /** Properties that broke, in the order of their names; none where it held. */
  readonly broken: readonly string[];
  readonly scenarios: number;
  readonly schedules: number;
  /** The smallest run that breaks what the row is about, or anything if that held, in the design as it is; null where all held. */
  readonly shown: Finding | null;
  /** Beginning of the name of its trace, with what it shows. */
  readonly flaw: Flaw | null;
  /** Why the search ended before its time; empty as a rule. */
  readonly trouble: string;
}

export interface JudgeOptions {
  readonly pool: JobPool;
  readonly catalogue: Catalogue;
  /** Folder for what is found on the way. */
  readonly corpus: string;
  readonly scenarios?: number;
}

/** Executions for one minimisation, as in `s2check check`. */
const SHRINK_BUDGET = 200_000;

/** One design with its model. Throws `BadUse` if there is none of that name. */
export function designOf({ design: name }: Row, { models }: Catalogue): { model: AnyModel; design: Design } {
  const [base] = name.split("@");
  const model = models.find(({ designs }) => designs.some((design) => design.name === base)) ?? models[0]!;
  return { model, design: designNamed(name, model.designs) };
}

/** As `s2check check --design` judges it, seed 1. */
export async function judge(row: Row, options: JudgeOptions): Promise<Judged> {
  const { pool, catalogue, corpus, scenarios = SCENARIOS } = options;
  const { model, design } = designOf(row, catalogue);
  const properties = catalogue.properties.filter((property) => property.model === model);
  const common = { seed: 1, scenarios, plan: PORTFOLIO, shrink: SHRINK_BUDGET };
  const run = pool.run.bind(pool);
  const verdict = await checkDesign(model, design, properties, { ...common, folder: PROPERTIES, corpus, run });
  const replay = (found: Finding["counterexample"]): string => replayCommandOf(catalogue.models, found);
  const { cells } = resultOf([verdict], properties, { ...common, complete: true, milliseconds: 0, replay });
  const findings = cells
    .flatMap((cell) => cell.findings)
    .filter(({ counterexample: { mended } }) => mended.length === 0);
  const broken = [...new Set(findings.map(({ counterexample }) => counterexample.property))].toSorted();
  const about = findings.filter(({ counterexample }) => counterexample.property === row.breaks);
  const [shown = null] = (about.length > 0 ? about : findings).toSorted((a, b) =>
    compareSizes(a.counterexample.size, b.counterexample.size),
  );
  const { search, troubles } = verdict;
  return {
    row,
    broken,
    scenarios: search.scenarios,
    schedules: search.schedules,
    shown,
    flaw: shown && flawOf(row, shown, catalogue),
    trouble: troubles.join("; "),
  };
}

/** A flaw of the design, an entry of the corpus that is this design and property, or else the row. */
function flawOf({ id, design, reference, title = reference }: Row, shown: Finding, { models }: Catalogue): Flaw {
  const { property } = shown.counterexample;
  const bug = bugsOf(models).find((one) => one.design.name === design && one.entry.breaks === property)?.entry;
  return shown.flaw ?? { id: bug?.id ?? id, title: bug?.title ?? title };
}
