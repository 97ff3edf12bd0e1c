import { SHARED, WRITE } from "../core/op.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Trace, TraceStep } from "../core/trace.ts";

/**
 * How much a step says about why a claim broke; a report that is too long leaves out high numbers first. Steps up to
 * `SHOWS` are never left out.
 * `MUST`: data that somebody else touches is written, a step has a note, had to wait or met a surprise, the claim breaks.
 */
export const MUST = 0;
/** Changes the state as the model shows it. */
export const SHOWS = 1;
/** Reads what somebody else writes. */
const READS = 2;
/** Takes or drops a lock, or enters or leaves a read section, that keeps somebody else out. */
const ORDERS = 3;
/** Concerns nobody else: own locks, own variables. */
const OWN = 4;
/** Cannot have mattered: reads of what nobody writes, read sections that nobody waits for, steps that nothing later saw. */
export const QUIET = 5;

const LOCK_CLAIMS: ReadonlySet<string> = new Set([
  ENGINE_CLAIMS.deadlock,
  ENGINE_CLAIMS.lockOrder,
  ENGINE_CLAIMS.lockOwner,
  ENGINE_CLAIMS.sleepInAtomic,
  ENGINE_CLAIMS.rcu,
]);

interface Use {
  /** Somebody held it as a lock, or entered it as a reader. */
  lock: boolean;
  readonly users: Set<number>;
  readonly writers: Set<number>;
  /** Those who touched it other than as one of many readers. */
  readonly alone: Set<number>;
}

/** One weight per step, for a trace that ends at the step at fault. */
export function weighSteps(trace: Trace, claim: string): number[] {
  const uses = usesOf(trace.steps);
  const past = causalPast(trace.steps, uses);
  const shown = [trace.initial, ...trace.steps.map((step) => step.state)].map((state) => JSON.stringify(state));
  const last = trace.steps.length - 1;
  const weights = trace.steps.map((step, index) => {
    if (index === last || step.notes.length > 0 || step.blocked || step.surprise) {
      return MUST;
    }
    const weight = past.has(index) ? weigh(step, uses.get(step.object)!, claim) : QUIET;
    return shown[index] === shown[index + 1] ? weight : Math.min(weight, SHOWS);
  });
  for (const [taken, dropped] of sectionsOf(trace.steps)) {
    weights[taken] = weights[dropped] = Math.min(weights[taken]!, weights[dropped]!);
  }
  return weights;
}

/** Where each lock is taken and dropped again, by index of the steps: to see one of them without the other misleads. */
function sectionsOf(steps: readonly TraceStep[]): [number, number][] {
  const sections: [number, number][] = [];
  const open = new Map<string, number>();
  steps.forEach(({ task, held }, index) => {
    const before = steps[index - 1]?.held[task] ?? [];
    const now = held[task] ?? [];
    for (const lock of now.filter((label) => !before.includes(label))) {
      open.set(`${task} ${lock}`, index);
    }
    for (const lock of before.filter((label) => !now.includes(label))) {
      sections.push([open.get(`${task} ${lock}`)!, index]);
    }
  });
  return sections;
}

function weigh(step: TraceStep, use: Use, claim: string): number {
  const others = (tasks: ReadonlySet<number>): boolean => tasks.size > (tasks.has(step.task) ? 1 : 0);
  if (use.lock) {
    if (LOCK_CLAIMS.has(claim)) {
      return READS;
    }
    const keepsOut = (step.access & SHARED) === 0 ? others(use.users) : others(use.alone);
    return keepsOut ? ORDERS : use.alone.size === 0 ? QUIET : OWN;
  }
  if ((step.access & WRITE) !== 0) {
    return others(use.users) ? MUST : OWN;
  }
  return others(use.writers) ? READS : use.writers.size > 0 ? OWN : QUIET;
}

function usesOf(steps: readonly TraceStep[]): Map<number, Use> {
  const locks = new Set(steps.flatMap((step) => step.held.flat()));
  const uses = new Map<number, Use>();
  for (const { object, label, task, access } of steps) {
    const use = uses.get(object) ?? { lock: locks.has(label), users: new Set(), writers: new Set(), alone: new Set() };
    uses.set(object, use);
    use.lock ||= (access & SHARED) !== 0;
    use.users.add(task);
    if ((access & WRITE) !== 0) {
      use.writers.add(task);
    }
    if ((access & SHARED) === 0) {
      use.alone.add(task);
    }
  }
  return uses;
}

/**
 * Steps that happened before the step at fault or before any write of data, since claims look at the state as a whole.
 * Two steps are ordered if one task made both, or both touch one object and one of them writes (Lamport 1978).
 */
function causalPast(steps: readonly TraceStep[], uses: ReadonlyMap<number, Use>): Set<number> {
  const past = new Set<number>();
  const tasks = new Set<number>();
  const touched = new Set<number>();
  const written = new Set<number>();
  for (let index = steps.length - 1; index >= 0; index--) {
    const { task, object, access } = steps[index]!;
    const writes = (access & WRITE) !== 0;
    const seed = index === steps.length - 1 || (writes && !uses.get(object)!.lock);
    if (seed || tasks.has(task) || (writes ? touched : written).has(object)) {
      past.add(index);
      tasks.add(task);
      touched.add(object);
      if (writes) {
        written.add(object);
      }
    }
  }
  return past;
}
