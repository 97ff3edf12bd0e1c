import { Execution } from "../core/execution.ts";
import type { Observer } from "../core/observer.ts";
import type { Program } from "../core/program.ts";
import { replay } from "../core/replay.ts";
import type { Schedule } from "../core/schedule.ts";
import { follow } from "./follow.ts";
import { guideOfProgram } from "./guide.ts";
import { compareSizes } from "./order.ts";
import { search } from "./search.ts";
import { withFewerSwitches } from "./segments.ts";
import type { Judged } from "./subject.ts";
import { Runs, purseOf } from "./trial.ts";
import type { Break } from "./trial.ts";
import { wander } from "./wander.ts";

export interface ShrinkScheduleOptions {
  /** Executions at most. Default 200,000. */
  readonly budget?: number;
  /** Fresh oracles; each must judge every run by itself (`oraclesOfOneRun`). */
  readonly observers?: () => readonly Observer[];
  /** As of an `Execution`. */
  readonly maxSteps?: number;
}

/** Schedules up to so many times as long as the first are looked at. */
const LONGER = 4;
/** Executions for a search that ends it all in small programs; for small changes; for each search from a prefix. */
const FIRST = 20_000;
const WANDERINGS = 30_000;
const WANDERERS = 3;
const RETRACINGS = 3_000;

interface Searched {
  readonly best: Break;
  readonly complete: boolean;
  readonly settled: number;
}

/** The simplest schedule found that breaks the same claim. */
export interface ShrunkSchedule extends Break {
  /** Shown: no schedule breaks the claim with fewer preemptions than this. It has as many itself if that is `proved`. */
  readonly atLeast: number;
  /** Whether it was shown that no schedule has fewer preemptions, as many and fewer switches, or as many and fewer steps. */
  readonly proved: boolean;
  /** Both were shown for schedules that break the claim within so many steps. */
  readonly longest: number;
  readonly executions: number;
}

/**
 * The schedule of a program that breaks the claim that this one breaks first, with the fewest preemptions, then switches,
 * then steps. Where that takes too many executions, the simplest that was found, and how far it may be from the simplest.
 * Throws if the schedule breaks nothing, if oracles do not judge every run by itself, and if a loop with `cpu_relax` is none that it is for.
 */
export function shrinkSchedule<S>(
  program: Program<S>,
  schedule: Schedule,
  { budget = 200_000, observers = () => [], maxSteps = 10_000 }: ShrinkScheduleOptions = {},
): ShrunkSchedule {
  const first = new Execution(program, { observers: observers(), maxSteps });
  first.run(replay(schedule));
  const violation = first.violations[0];
  if (violation === undefined) {
    throw new Error(`nothing to shrink: this schedule of ${program.name} breaks no claim`);
  }
  const purse = purseOf(budget);
  const judged = { program, wanted: new Set([violation.claim]), observers: observers(), maxSteps };
  const fixed = { commands: 0, tasks: program.tasks.length, argumentSize: 0 };
  const runs = new Runs({ ...judged, fixed }, purse);
  runs.run(replay(schedule));
  const start = straightened(runs, runs.snapshot(), judged);
  const longest = LONGER * start.size.steps;
  const quick = searched(runs, start, longest, Math.min(FIRST, budget));
  let best = quick.best;
  let settled = quick.settled;
  let proved = quick.complete;
  if (!proved) {
    const short = new Runs({ ...judged, fixed, maxSteps: longest }, purse);
    for (let seed = 1; seed <= WANDERERS; seed++) {
      best = wander(short, best, orderOf(judged, best), WANDERINGS, seed);
    }
    best = retraced(runs, best, longest);
    const last = searched(runs, best, longest, Number.POSITIVE_INFINITY);
    best = last.best;
    proved = last.complete;
    settled = Math.max(settled, last.settled);
  }
  if (purse.badSpin !== null) {
    throw new Error(purse.badSpin.reason);
  }
  const alone = new Runs({ ...judged, observers: observers(), fixed }, purseOf(1));
  if (!alone.run(replay(best.schedule)) || compareSizes(alone.size, best.size) !== 0) {
    throw new Error(
      `what was found for ${program.name} breaks ${violation.claim} only beside other runs: the oracles remember what those ` +
        "have shown; give it oraclesOfOneRun",
    );
  }
  const atLeast = Math.min(settled, best.size.preemptions);
  return { ...best, atLeast, longest, proved, executions: purse.executions };
}

/** Moves steps so that the run switches less, for as long as that succeeds. */
function straightened<S>(runs: Runs<S>, found: Break, judged: Judged<S>): Break {
  for (const guide of withFewerSwitches(guideOfProgram(judged, found.schedule))) {
    if (!runs.canPay) {
      return found;
    }
    if (runs.run(follow(guide, runs.meter.taken)) && compareSizes(runs.size, found.size) < 0) {
      return straightened(runs, runs.snapshot(), judged);
    }
  }
  return found;
}

function searched<S>(runs: Runs<S>, best: Break, maxSteps: number, cap: number): Searched {
  const options = { bound: best.size.preemptions, limit: best.size, maxSteps, cap, until: () => false };
  const { found, complete, settled } = search(runs, options);
  return { best: found !== null && compareSizes(found.size, best.size) <= 0 ? found : best, complete, settled };
}

/** Begins as the best run does, and searches for a way to end that takes fewer preemptions. */
function retraced<S>(runs: Runs<S>, best: Break, maxSteps: number): Break {
  const { choices } = best.schedule;
  for (let end = choices.length - 1; end > 0; end--) {
    if (choices[end] !== choices[end - 1]) {
      const bound = best.size.preemptions - 1;
      const options = { prefix: choices.slice(0, end), bound, maxSteps, cap: RETRACINGS, steps: false };
      const { found } = search(runs, { ...options, until: () => true });
      if (found !== null && compareSizes(found.size, best.size) < 0) {
        return retraced(runs, found, maxSteps);
      }
    }
  }
  return best;
}

/** The task of each step. */
function orderOf<S>(judged: Judged<S>, { schedule }: Break): number[] {
  return guideOfProgram(judged, schedule).steps.map(({ task }) => task);
}
