import type { AnyModel, AnyProperty } from "./catalogue.ts";
import { flawOf } from "./attribution.ts";
import type { Job, JobResult, Shrunk } from "./job.ts";
import type { Plan } from "./plan.ts";
import { emptyResult } from "./search.ts";
import type { RawFinding, SearchResult } from "./search.ts";
import { joinSeen } from "../explore/seen.ts";
import type { Design } from "../scenario/model.ts";

/** Scenarios in one job: small enough to share the work out evenly, the same on every machine. */
const CHUNK = 50;

/** With all flaws mended little is left to be found: one scenario in so many will do. */
const BEHIND_ALL = 5;

/** Chunks that are searched at once where the first break is enough. */
const EAGER_CHUNKS = 4;

export interface CheckOptions {
  readonly folder: string;
  readonly seed: number;
  /** Scenarios a design. */
  readonly scenarios: number;
  readonly plan: Plan;
  /** Executions that one minimisation may spend. */
  readonly shrink: number;
  /** Folder where counterexamples are saved. */
  readonly corpus: string;
  readonly run: <J extends Job>(job: J) => Promise<JobResult<J>>;
  /** Given the verdict when the work on a design begins; it is filled in as the work goes on. */
  readonly onStart?: (verdict: DesignVerdict) => void;
  /** A finding turned out to be later in the sequence than another one of its property. */
  readonly onSuperseded?: (finding: RawFinding) => void;
}

/** A finding after minimisation. */
export interface ShrunkFinding extends Shrunk {
  readonly raw: RawFinding;
  readonly milliseconds: number;
}

/** All that is known of one design so far. */
export interface DesignVerdict {
  readonly model: AnyModel;
  readonly design: Design;
  /** The search in the design as it is. */
  search: SearchResult;
  /** In the order in which they were found; those of later rounds have flaws mended. */
  readonly findings: ShrunkFinding[];
  /** A sentence about each search that model code put an end to. */
  readonly troubles: string[];
  complete: boolean;
}

/**
 * Judges one design by all its properties. Where a property breaks, the flaws that its counterexample shows are mended
 * and the search is repeated for the properties that broke, until nothing breaks or nothing more can be told apart: so
 * that one flaw does not hide another behind the same property. What still has not shown by itself is looked for with all
 * other flaws mended.
 */
export async function checkDesign(
  model: AnyModel,
  design: Design,
  properties: readonly AnyProperty[],
  options: CheckOptions,
): Promise<DesignVerdict> {
  const own = { ...options, scenarios: Math.ceil(options.scenarios * (model.share ?? 1)) };
  const search = emptyResult();
  const verdict: DesignVerdict = { model, design, search, findings: [], troubles: [], complete: false };
  options.onStart?.(verdict);
  const names = properties.map((property) => property.name);
  await peel({ verdict, options: own }, names);
  if (verdict.troubles.length === 0) {
    await isolate({ verdict, options: own }, names);
  }
  verdict.complete = true;
  return verdict;
}

/** The work on one design. */
interface Work {
  readonly verdict: DesignVerdict;
  readonly options: CheckOptions;
}

/** Ends when nothing that broke before breaks any more, or nothing that breaks shows a flaw. */
async function peel(work: Work, names: readonly string[]): Promise<void> {
  const { verdict, options } = work;
  const cured = new Set<string>();
  let open = names;
  while (open.length > 0) {
    const mended = [...cured];
    const isLast = mended.length > 0 && mended.length === verdict.design.flaws.length;
    const scenarios = isLast ? Math.ceil(options.scenarios / BEHIND_ALL) : options.scenarios;
    const round = await searchAll({ verdict, options: { ...options, scenarios } }, mended, open, (sofar) => {
      verdict.search = mended.length === 0 ? sofar : verdict.search;
    });
    noteHalt(verdict, mended, round);
    const shrunk = await Promise.all(round.found.map((raw) => shrinkOne(verdict, mended, raw, options)));
    verdict.findings.push(...shrunk);
    const told = shrunk.filter((finding) => finding.attribution.flaws.length > 0);
    open = told.map((finding) => finding.raw.property);
    told.flatMap((finding) => toMend(verdict.design, finding)).forEach((id) => cured.add(id));
  }
}

/** What has to be mended for a counterexample to go away. */
function toMend(design: Design, { raw, attribution }: ShrunkFinding): readonly string[] {
  const flaw = flawOf(design, raw.property, attribution);
  return flaw === null ? attribution.flaws : [flaw.id];
}

async function isolate(work: Work, names: readonly string[]): Promise<void> {
  const { verdict, options } = work;
  const { design, findings } = verdict;
  const shown = new Set(findings.map(({ raw, attribution }) => flawOf(design, raw.property, attribution)?.id));
  for (const flaw of design.flaws.filter(({ id }) => !shown.has(id))) {
    const others = design.flaws.map(({ id }) => id).filter((id) => id !== flaw.id);
    const wanted = names.filter((name) => flaw.breaks?.includes(name) ?? true);
    const found = wanted.length === 0 ? undefined : await firstFound(work, others, wanted);
    if (found !== undefined) {
      findings.push(await shrinkOne(verdict, others, found, options));
    }
  }
}

/** Stops at the first few chunks that break anything. */
async function firstFound(
  work: Work,
  mended: readonly string[],
  names: readonly string[],
): Promise<RawFinding | undefined> {
  const { options, verdict } = work;
  for (let from = 0; from < options.scenarios; from += EAGER_CHUNKS * CHUNK) {
    const scenarios = Math.min(options.scenarios, from + EAGER_CHUNKS * CHUNK);
    const part = await searchAll({ verdict, options: { ...options, scenarios } }, mended, names, () => {}, from);
    noteHalt(verdict, mended, part);
    const [first, ...others] = part.found;
    if (first !== undefined) {
      others.forEach((other) => options.onSuperseded?.(other));
      return first;
    }
  }
  return undefined;
}

function noteHalt({ design, troubles }: DesignVerdict, mended: readonly string[], { halt }: SearchResult): void {
  if (halt !== null) {
    const who = mended.length === 0 ? design.name : `${design.name} with ${mended.join(", ")} mended`;
    troubles.push(`${who}: scenario ${halt.index} cannot be judged: ${halt.reason}`);
  }
}

async function searchAll(
  { verdict: { model, design }, options }: Work,
  mended: readonly string[],
  properties: readonly string[],
  keep: (sofar: SearchResult) => void,
  first = 0,
): Promise<SearchResult> {
  const { folder, corpus, seed, scenarios, plan, run } = options;
  const names = { folder, model: model.name, design: design.name, mended, corpus, properties };
  const chunks = Array.from({ length: Math.ceil((scenarios - first) / CHUNK) }, (_, index) => first + index * CHUNK);
  const parts: (SearchResult | null)[] = chunks.map(() => null);
  const search = async (from: number, at: number): Promise<void> => {
    const to = Math.min(from + CHUNK, scenarios);
    parts[at] = await run({ kind: "search", ...names, seed, from, to, plan });
  };
  let all = emptyResult();
  try {
    await Promise.all(chunks.map(search));
  } finally {
    // Where it is interrupted, what was done by then is kept.
    all = merge(
      parts.filter((part) => part !== null),
      options.onSuperseded,
    );
    keep(all);
  }
  return all;
}

async function shrinkOne(
  { model, design }: DesignVerdict,
  mended: readonly string[],
  raw: RawFinding,
  options: CheckOptions,
): Promise<ShrunkFinding> {
  const { folder, corpus, seed, shrink: budget, run } = options;
  const start = performance.now();
  const names = { folder, model: model.name, design: design.name, mended, corpus };
  const shrunk = await run({ kind: "shrink", ...names, finding: raw, seed, budget });
  return { ...shrunk, raw, milliseconds: performance.now() - start };
}

/** Sums up chunks in order; of each property the finding in the earliest scenario counts. */
function merge(parts: readonly SearchResult[], onSuperseded?: (finding: RawFinding) => void): SearchResult {
  const all = { ...emptyResult(), seen: joinSeen(parts.map((part) => part.seen)) };
  for (const part of parts) {
    for (const finding of part.found) {
      if (all.found.some((earlier) => earlier.property === finding.property)) {
        onSuperseded?.(finding);
      } else {
        all.found.push({ ...finding, run: all.schedules + finding.run });
      }
    }
    all.scenarios += part.scenarios;
    all.schedules += part.schedules;
    all.whole += part.whole;
    all.bounded += part.bounded;
    all.stepLimits += part.stepLimits;
    all.halt ??= part.halt;
    for (const [name, times] of part.reached) {
      all.reached.set(name, (all.reached.get(name) ?? 0) + times);
    }
  }
  return all;
}
