import { load } from "../corpus/corpus.ts";
import type { Saved } from "../corpus/corpus.ts";
import { revisit } from "../corpus/revisit.ts";
import { oraclesOfOneRun } from "../oracles/standard.ts";
import { count } from "../report/size.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import type { AnyProperty, Catalogue } from "./catalogue.ts";
import type { DesignVerdict } from "./check.ts";
import { judgeOf } from "./judge.ts";

/** What has become of the counterexamples of earlier runs. */
export interface SavedVerdict {
  /** A sentence each for people: how many still break what they broke, which do not, which files are no use. */
  readonly remarks: readonly string[];
  /** Adds those that still break a property to verdicts in which the search did not break it. */
  readonly addTo: (verdicts: readonly DesignVerdict[]) => void;
}

/** Replays the counterexamples in `folder` that concern these properties, and these designs if any are named, before anything else is searched; `code` is the digest of the sources. */
export function replaySaved(
  folder: string,
  code: string,
  catalogue: Catalogue,
  properties: readonly AnyProperty[],
  designs?: readonly string[],
): SavedVerdict {
  const { saved, problems } = load(folder, (name) => catalogue.models.find((model) => model.name === name) ?? null);
  const remarks = problems.map((problem) => `skipped ${problem}`);
  const broken: Counterexample[] = [];
  for (const one of saved) {
    const { property: name, design, model } = one.counterexample;
    const isAsked = designs === undefined || designs.includes(design);
    const property = isAsked ? properties.find((p) => p.name === name && p.model.name === model) : undefined;
    const verdict = property === undefined ? null : again(one, property, code);
    if (typeof verdict === "string") {
      remarks.push(`${one.path} is stale: ${verdict}; delete it if that is what you want`);
    } else if (verdict !== null) {
      broken.push(verdict);
    }
  }
  if (broken.length > 0) {
    remarks.unshift(`replayed first: ${count(broken.length, "saved counterexample")}, still broken`);
  }
  return { remarks, addTo: (verdicts) => verdicts.forEach((verdict) => add(verdict, broken)) };
}

/** The counterexample as it is now, or why it is none any more. */
function again({ counterexample }: Saved, property: AnyProperty, code: string): Counterexample | string {
  const design = property.model.designs.find((candidate) => candidate.name === counterexample.design);
  if (design === undefined) {
    return `there is no design ${counterexample.design} any more`;
  }
  const { claims, wanted } = judgeOf([property]);
  const { mended } = counterexample;
  const unknown = mended.find((id) => !design.flaws.some((flaw) => flaw.id === id));
  if (unknown !== undefined) {
    return `${design.name} has no flaw ${unknown} any more`;
  }
  const variant = mended.length === 0 ? design : design.mend(mended);
  const subject = { model: property.model, design: variant, claims, wanted, observers: oraclesOfOneRun };
  const now = revisit(counterexample, subject, code);
  return now.kind === "broken" ? now.counterexample : now.why;
}

function add(verdict: DesignVerdict, broken: readonly Counterexample[]): void {
  for (const found of broken) {
    const isOurs = found.design === verdict.design.name && found.mended.length === 0;
    if (isOurs && !verdict.findings.some((finding) => finding.raw.property === found.property)) {
      const { property, scenario, schedule, message } = found;
      const raw = { property, scenario, schedule, message, index: -1, run: 0, saved: "" };
      verdict.findings.push({
        counterexample: found,
        attribution: found.shows ?? { flaws: [], together: false },
        raw,
        milliseconds: 0,
      });
    }
  }
}
