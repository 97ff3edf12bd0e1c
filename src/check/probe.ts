import { propertiesOf } from "./catalogue.ts";
import type { Catalogue } from "./catalogue.ts";
import { designNamed } from "./design-named.ts";
import { judgeOf } from "./judge.ts";
import { byName } from "./nearest.ts";
import type { Observer } from "../core/observer.ts";
import { replay } from "../core/replay.ts";
import { oraclesOfOneRun } from "../oracles/standard.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Counterexample, Origin } from "../shrink/counterexample.ts";
import { search } from "../shrink/search.ts";
import { purseOf, Trial } from "../shrink/trial.ts";

/** A scenario that broke a property in one variant of a design, to be tried on others. */
export interface Probe {
  readonly property: string;
  readonly scenario: Scenario;
  /** Preemptions up to which its schedules are searched. */
  readonly bound: number;
  readonly origin: Origin | null;
  /** The variant in which it broke the property. */
  readonly from: string;
}

/** Tries probes, in their order, on one variant of a design; those of a property that is broken are left out. */
export interface ProbeJob {
  readonly kind: "probe";
  readonly folder: string;
  readonly model: string;
  readonly design: string;
  readonly mended: readonly string[];
  readonly probes: readonly Probe[];
  /** Executions a probe, at most. */
  readonly cap: number;
  /** Whether the first break of any property is enough; otherwise the simplest of each is looked for. */
  readonly first: boolean;
}

export interface Probed {
  /** A break of each property that was broken. */
  readonly found: readonly Counterexample[];
  /** Probes run. */
  readonly probes: number;
  readonly schedules: number;
  /** Probes of which every schedule up to the bound was run. */
  readonly bounded: number;
}

export function runProbes(job: ProbeJob, catalogue: Catalogue, watch: Observer): Probed {
  const found: Counterexample[] = [];
  let probes = 0;
  let schedules = 0;
  let bounded = 0;
  for (const probe of job.probes) {
    const isAnswered = job.first ? found.length > 0 : found.some((one) => one.property === probe.property);
    if (!isAnswered) {
      const { broke, runs, complete } = runProbe(job, probe, catalogue, watch);
      probes++;
      schedules += runs;
      bounded += complete ? 1 : 0;
      found.push(...broke);
    }
  }
  return { found, probes, schedules, bounded };
}

function runProbe(
  job: ProbeJob,
  { property, scenario, bound, origin, from }: Probe,
  catalogue: Catalogue,
  watch: Observer,
): { readonly broke: readonly Counterexample[]; readonly runs: number; readonly complete: boolean } {
  const model = byName("model", job.model, catalogue.models);
  const named = designNamed(job.design, model.designs);
  const design = job.mended.length === 0 ? named : named.mend(job.mended);
  const { claims, wanted } = judgeOf([byName("property", property, propertiesOf(job.model, catalogue))]);
  const observers = () => [...oraclesOfOneRun(), watch];
  const trial = new Trial({ model, design, claims, wanted, observers }, scenario, purseOf(job.cap));
  const { found, runs, complete } = search(trial, { bound, cap: job.cap, until: () => job.first });
  if (found === null) {
    return { broke: [], runs, complete };
  }
  const { claim, message, schedule, size } = found;
  const names = { model: job.model, design: job.design, mended: job.mended, property };
  const again = new Trial({ model, design, claims, wanted, observers }, scenario, purseOf(1));
  const proof = again.run(replay(schedule))
    ? `not proved: the scenario is minimal for ${from}, and only its schedules were searched here`
    : "not shrunk: it takes several runs to show it";
  const rest = { scenario, schedule, size, proved: false, proof, origin, executions: runs };
  return { broke: [{ ...names, claim, message, ...rest }], runs, complete };
}
