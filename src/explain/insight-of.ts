import type { Trace } from "../core/trace.ts";
import type { Design } from "../scenario/model.ts";
import { follow } from "../shrink/follow.ts";
import { guideOf } from "../shrink/guide.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import type { Subject } from "../shrink/subject.ts";
import { Trial, purseOf } from "../shrink/trial.ts";
import { anomalyOf, patternOf } from "./anomaly.ts";
import type { Insight } from "./insight.ts";
import { GOES_ON } from "./insight.ts";
import { reversalsOf } from "./reversals.ts";
import type { Change } from "./reversals.ts";
import { shiftsOf } from "./shifts.ts";

/** Changes of a kind that are tried at most. */
const MOST = 500;
/** Steps of a run, beyond which there are too many pairs to look at: a livelock. */
const LONGEST = 2_000;

/** What a counterexample comes down to; `trace` is its own. Takes some hundred runs at most. */
export function insightOf<S, D extends Design>(
  subject: Subject<S, D>,
  { scenario, schedule, claim }: Pick<Counterexample, "scenario" | "schedule" | "claim">,
  trace: Trace,
): Insight {
  const known = anomalyOf(claim);
  if (isSequential(trace)) {
    return { anomaly: known ?? "sequential", sequential: true, accesses: [], passing: null };
  }
  if (trace.steps.length > LONGEST) {
    return { anomaly: known ?? "several orders at once", sequential: false, accesses: [], passing: null };
  }
  const trial = new Trial({ ...subject, wanted: new Set([claim]) }, scenario, purseOf(2 * MOST));
  const passes = ({ guide }: Change): boolean =>
    trial.canPay && !trial.run(follow(guide, trial.meter.taken)) && trial.outcome.kind === "passed";
  const guide = guideOf(subject, scenario, schedule);
  const reversals = nearestFirst(reversalsOf(trace.steps, guide)).filter(passes);
  const changes = reversals.length > 0 ? reversals : nearestFirst(shiftsOf(trace.steps, guide)).filter(passes);
  const { anomaly, accesses } = patternOf(
    trace.steps,
    changes.filter(({ second }) => second !== GOES_ON),
  );
  const passing = changes.slice(0, 1).map(({ first, second }) => ({ first, second }))[0] ?? null;
  return { anomaly: known ?? anomaly, sequential: false, accesses, passing };
}

function nearestFirst(changes: readonly Change[]): Change[] {
  return changes.toSorted((a, b) => a.moved - b.moved).slice(0, MOST);
}

/** Every task ran to its end before the next one began. */
function isSequential({ steps, preemptions }: Trace): boolean {
  return preemptions === 0 && !steps.some((step) => step.blocked || step.reason === "blocked");
}
