import { BadUse } from "./bad-use.ts";
import { loadCatalogue, propertiesOf } from "./catalogue.ts";
import type { Catalogue } from "./catalogue.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Beat } from "./beat.ts";
import { flawsShownBy } from "./attribution.ts";
import { heartbeat } from "./heartbeat.ts";
import { judgeOf, unclaimedOf } from "./judge.ts";
import { designNamed } from "./design-named.ts";
import { byName } from "./nearest.ts";
import { stagesOf } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { runProbes } from "./probe.ts";
import type { Probed, ProbeJob } from "./probe.ts";
import { search } from "./search.ts";
import type { RawFinding, SearchResult } from "./search.ts";
import type { Shape } from "../scenario/shape.ts";
import type { Design, Model } from "../scenario/model.ts";
import { oraclesOfOneRun } from "../oracles/standard.ts";
import { printSchedule } from "../core/schedule.ts";
import { printScenario } from "../scenario/print.ts";
import { confirm, shrink } from "../shrink/shrink.ts";
import type { Failure } from "../shrink/shrink.ts";
import { codeDigest } from "../corpus/code-digest.ts";
import { printLine } from "../corpus/line.ts";
import { NotSaved, replace, save } from "../corpus/corpus.ts";
import type { Counterexample, Shown } from "../shrink/counterexample.ts";

/** What a job is about: plain data, so that a worker thread can look it up by itself. */
interface Subject {
  /** Folder of the properties. */
  readonly folder: string;
  readonly model: string;
  readonly design: string;
  /** Flaws of the design to mend before it is run. */
  readonly mended: readonly string[];
  /** Folder where counterexamples are saved as soon as they are found. */
  readonly corpus: string;
}

/** Searches part of the sequence of scenarios. */
export interface SearchJob extends Subject {
  readonly kind: "search";
  readonly properties: readonly string[];
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly plan: Plan;
}

/** Makes a finding as small as it gets and tells which flaws it shows. */
export interface ShrinkJob extends Subject {
  readonly kind: "shrink";
  readonly finding: RawFinding;
  readonly seed: number;
  /** Executions at most. */
  readonly budget: number;
}

export type Job = SearchJob | ShrinkJob | ProbeJob;

export interface Shrunk {
  readonly counterexample: Counterexample;
  readonly attribution: Shown;
}

interface Results {
  readonly search: SearchResult;
  readonly shrink: Shrunk;
  readonly probe: Probed;
}

export type JobResult<J extends Job> = Results[J["kind"]];

type Say = (beat: Omit<Beat, "thread">) => void;

export async function runJob<J extends Job>(job: J, say: Say): Promise<JobResult<J>> {
  const catalogue = await loadCatalogue(job.folder);
  return resultOf(job, catalogue, say) as JobResult<J>;
}

function resultOf(job: Job, catalogue: Catalogue, say: Say): Results[keyof Results] {
  switch (job.kind) {
    case "search":
      return runSearch(job, catalogue, say);
    case "shrink":
      return runShrink(job, catalogue, say);
    case "probe":
      return runProbes(job, catalogue, heartbeat(`${job.design}, known scenarios`, say));
    default:
      return job satisfies never;
  }
}

function runSearch(job: SearchJob, catalogue: Catalogue, say: Say): SearchResult {
  let schedules = 0;
  const { model, design } = lookUp(job, catalogue);
  const result = search({
    model,
    design,
    properties: job.properties.map((name) => byName("property", name, propertiesOf(job.model, catalogue))),
    unclaimed: unclaimedOf(model, catalogue.properties),
    seed: job.seed,
    from: job.from,
    to: job.to,
    stages: stagesOf(job.plan),
    onFound(finding) {
      const found = confirm(failureOf(job, finding, catalogue));
      finding.saved = found === null ? "" : keep(job.corpus, model, { ...found, proof: "not shrunk (interrupted)" });
    },
    onScenario(index, sofar) {
      say({ what: `${job.design}, scenario ${index}`, schedules: sofar.schedules - schedules, scenarios: 1 });
      schedules = sofar.schedules;
    },
  });
  say({ what: job.design, schedules: result.schedules - schedules, scenarios: 0 });
  return result;
}

function runShrink(job: ShrinkJob, catalogue: Catalogue, say: Say): Shrunk {
  const { finding } = job;
  const what = `${job.design}, shrinking ${finding.property}`;
  say({ what, schedules: 0, scenarios: 0 });
  const beat = heartbeat(what, say);
  const failure = failureOf(job, finding, catalogue);
  const subject = { ...failure.subject, observers: () => [...oraclesOfOneRun(), beat] };
  if (confirm(failure) === null) {
    rejectChance(failure);
    return { counterexample: overSeveralRuns(failure, finding), attribution: { flaws: [], together: false } };
  }
  const counterexample = shrink({ ...failure, subject }, { budget: job.budget });
  // Kept before anything else is asked of it: that takes its time.
  const code = codeDigest(job.folder);
  const kept = improve(finding.saved, { ...counterexample, code });
  const attribution = flawsShownBy(counterexample, { ...subject, wanted: new Set([counterexample.claim]) });
  improve(kept, { ...counterexample, code, shows: attribution });
  return { counterexample, attribution };
}

/** Where it was saved. What cannot be saved ends the check, which tells it all the same. */
function keep(folder: string, model: Shape, found: Counterexample): string {
  try {
    return save(folder, found);
  } catch (error) {
    if (error instanceof NotSaved) {
      throw new BadUse(
        `${error.message}: make room or name another folder with --corpus; it is ${printLine(model, found)}`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

/** Puts a better one in the place of what is saved at `path`; where that cannot be, what is there has to do. */
function improve(path: string, found: Counterexample): string {
  try {
    return replace(path, found);
  } catch (error) {
    if (error instanceof NotSaved) {
      return path;
    }
    throw error;
  }
}

/** What one run has shown and no other shows again, though it has the same schedule. */
function rejectChance({ subject, property, scenario, schedule }: Failure<unknown, Design>): void {
  if (!subject.wanted.has(ENGINE_CLAIMS.lockOrder)) {
    const line = `${printScenario(subject.model, scenario).join("; ")}, schedule ${printSchedule(schedule)}`;
    throw new BadUse(
      `${property} was broken by ${subject.design.name} in a run that does not break it again (${line}): something outside ` +
        "the schedule decides, e.g. Math.random, Date, or state that setup does not make anew; `s2check explore --twice` says where",
    );
  }
}

/** A cycle of locks that no single run closes: there is nothing that one schedule could replay. */
function overSeveralRuns(
  { subject, mended = [], origin }: Failure<unknown, Design>,
  finding: RawFinding,
): Counterexample {
  const { property, scenario, schedule, message } = finding;
  const commands = scenario.tasks.reduce((sum, task) => sum + task.commands.length, 0);
  const rest = { preemptions: 0, switches: 0, steps: 0, argumentSize: 0, surprises: 0 };
  return {
    model: subject.model.name,
    design: subject.design.name,
    mended,
    property,
    claim: ENGINE_CLAIMS.lockOrder,
    message,
    scenario,
    schedule,
    size: { commands, tasks: scenario.tasks.length, ...rest },
    proved: false,
    proof: "not shrunk (it takes several runs to show it)",
    origin: origin ?? null,
    executions: 0,
  };
}

function failureOf(job: SearchJob | ShrinkJob, finding: RawFinding, catalogue: Catalogue): Failure<unknown, Design> {
  const { model, design } = lookUp(job, catalogue);
  const judge = judgeOf([byName("property", finding.property, propertiesOf(job.model, catalogue))]);
  const subject = { model, design, claims: judge.claims, wanted: judge.wanted, observers: oraclesOfOneRun };
  const { property, scenario, schedule, index } = finding;
  return { property, scenario, schedule, subject, mended: job.mended, origin: { seed: job.seed, path: String(index) } };
}

function lookUp(job: Subject, catalogue: Catalogue): { readonly model: Model<unknown>; readonly design: Design } {
  const model = byName("model", job.model, catalogue.models) as Model<unknown>;
  const design = designNamed(job.design, model.designs);
  return { model, design: job.mended.length === 0 ? design : design.mend(job.mended) };
}
