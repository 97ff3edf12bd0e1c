import type { AnyModel, AnyProperty } from "./catalogue.ts";
import type { Job, JobResult, Shrunk } from "./job.ts";
import type { Plan } from "./plan.ts";
import type { RawFinding, SearchResult } from "./search.ts";
import type { Design } from "../scenario/model.ts";

/** Scenarios in one job: small enough to share the work out evenly, the same on every machine. */
const CHUNK = 50;

export interface CheckOptions {
  readonly folder: string;
  readonly seed: number;
  /** Scenarios a design. */
  readonly scenarios: number;
  readonly plan: Plan;
  /** Executions that one minimisation may spend. */
  readonly shrink: number;
  readonly run: <J extends Job>(job: J) => Promise<JobResult<J>>;
  /** Called as soon as a finding is known, and again when it is shrunk. */
  readonly onFinding?: (found: ShrunkFinding) => void;
}

/** A finding after minimisation. */
export interface ShrunkFinding extends Shrunk {
  readonly raw: RawFinding;
  readonly milliseconds: number;
}

/** All that is known of one design. */
export interface DesignVerdict {
  readonly model: AnyModel;
  readonly design: Design;
  /** The search in the design as it is. */
  readonly search: SearchResult;
  /** In the order in which they were found; those of later rounds have flaws mended. */
  readonly findings: readonly ShrunkFinding[];
}

/**
 * Judges one design by all its properties. Where a property breaks, the flaws that its counterexample shows are mended
 * and the search is repeated for the properties that broke, until nothing breaks or nothing more can be told apart: so
 * that one flaw does not hide another behind the same property.
 */
export async function checkDesign(
  model: AnyModel,
  design: Design,
  properties: readonly AnyProperty[],
  options: CheckOptions,
): Promise<DesignVerdict> {
  const findings: ShrunkFinding[] = [];
  const mended: string[] = [];
  let first: SearchResult | null = null;
  let open = properties.map((property) => property.name);
  while (open.length > 0) {
    const round = await searchAll(model, design, mended, open, options);
    first ??= round;
    const shrunk = await Promise.all(round.found.map((raw) => shrinkOne(model, design, mended, raw, options)));
    findings.push(...shrunk);
    const shown = new Set(shrunk.flatMap((finding) => finding.flaws));
    open = shrunk.filter((finding) => finding.flaws.length > 0).map((finding) => finding.raw.property);
    mended.push(...shown);
    if (mended.length >= design.flaws.length) {
      break;
    }
  }
  return { model, design, search: first ?? emptySearch(), findings };
}

async function searchAll(
  model: AnyModel,
  design: Design,
  mended: readonly string[],
  properties: readonly string[],
  options: CheckOptions,
): Promise<SearchResult> {
  const { folder, seed, scenarios, plan, run } = options;
  const jobs: Promise<SearchResult>[] = [];
  for (let from = 0; from < scenarios; from += CHUNK) {
    const to = Math.min(from + CHUNK, scenarios);
    const names = { folder, model: model.name, design: design.name, mended: [...mended], properties };
    jobs.push(run({ kind: "search", ...names, seed, from, to, plan }));
  }
  return merge(await Promise.all(jobs));
}

async function shrinkOne(
  model: AnyModel,
  design: Design,
  mended: readonly string[],
  raw: RawFinding,
  options: CheckOptions,
): Promise<ShrunkFinding> {
  const { folder, seed, shrink: budget, run, onFinding } = options;
  const start = performance.now();
  const names = { folder, model: model.name, design: design.name, mended: [...mended] };
  const shrunk = await run({ kind: "shrink", ...names, finding: raw, seed, budget });
  const found = { ...shrunk, raw, milliseconds: performance.now() - start };
  onFinding?.(found);
  return found;
}

/** Sums up chunks in order; of each property the finding in the earliest scenario counts. */
function merge(parts: readonly SearchResult[]): SearchResult {
  const all = emptySearch();
  for (const part of parts) {
    for (const finding of part.found) {
      if (!all.found.some((earlier) => earlier.property === finding.property)) {
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

function emptySearch(): SearchResult {
  return { scenarios: 0, schedules: 0, whole: 0, bounded: 0, stepLimits: 0, reached: new Map(), found: [], halt: null };
}
