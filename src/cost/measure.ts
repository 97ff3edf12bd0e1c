import { Execution } from "../core/execution.ts";
import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import type { Design } from "../scenario/model.ts";
import type { Counts, Experiment, Machine, Workload } from "./cost-model.ts";
import { lawThrough, numberAt, pointsOf, refutedBy } from "./law.ts";
import type { Law, Point, Sample } from "./law.ts";

/** How what is counted grows with the sizes of a workload. */
export interface Growth {
  /** By the name of what was counted; exact at every executed point. */
  readonly laws: ReadonlyMap<string, Law>;
  /** What follows no polynomial of the degrees that the axes allow: nothing is said of it at other sizes. */
  readonly refuted: ReadonlyMap<string, Sample>;
  readonly executed: readonly Point[];
}

/** One task, and nothing fails: no choice is left. */
const ALONE = { name: "alone", begin: () => true, pick: () => 0, choose: () => 0 } satisfies Strategy;

/** Runs the program once, whatever claims it breaks: the cost says nothing of soundness. */
export function countsOf({ program, performed, counts }: Experiment): Counts {
  const execution = new Execution(program, { claims: new Set(), maxSteps: Infinity });
  const outcome = execution.run({ ...ALONE, performed });
  if (outcome.kind !== "passed") {
    throw new Error(`${program.name} ended as ${outcome.kind}${"reason" in outcome ? `: ${outcome.reason}` : ""}`);
  }
  return counts();
}

/** Executes a workload at the sizes of its axes, and finds the laws that hold at all of them. */
export function growthOf<D extends Design>(workload: Workload<D>, design: D, machine: Machine, seed: number): Growth {
  const axes = workload.axes(machine);
  const { fit, check } = pointsOf(axes);
  const at = (point: Point): Counts => countsOf(workload.experiment(design, machine, point, new Random(seed)));
  const fitted = fit.map(at);
  const checked = check.map(at);
  const laws = new Map<string, Law>();
  const refuted = new Map<string, Sample>();
  for (const name of new Set([...fitted, ...checked].flatMap((counts) => Object.keys(counts)))) {
    const values = fitted.map((counts) => counts[name] ?? 0);
    const law = lawThrough(axes, values);
    const samples = checked.map((counts, index) => ({ at: check[index]!, value: counts[name] ?? 0 }));
    const sample = refutedBy(law, samples);
    if (sample === null) {
      laws.set(name, law);
    } else {
      refuted.set(name, sample);
    }
  }
  return { laws, refuted, executed: [...fit, ...check] };
}

/** What the laws give at a point; NaN for what follows none. */
export function countsAt({ laws, refuted }: Growth, at: Point): Counts {
  const known = [...laws].map(([name, law]): [string, number] => [name, numberAt(law, at)]);
  return Object.fromEntries([...known, ...[...refuted.keys()].map((name): [string, number] => [name, Number.NaN])]);
}
