import { replay } from "../core/replay.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Design } from "../scenario/model.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Counterexample, Origin } from "./counterexample.ts";
import type { Evidence } from "./ledger.ts";
import { PASSES } from "./passes.ts";
import { lengthened, shortened } from "./short-livelock.ts";
import { Shrinker } from "./shrinker.ts";
import type { Subject } from "./subject.ts";
import { Trial, purseOf } from "./trial.ts";
import type { Break, Purse } from "./trial.ts";

/** A failing run, as it was found. */
export interface Failure<S, D extends Design> {
  readonly subject: Subject<S, D>;
  /** The property that the claims belong to. */
  readonly property: string;
  readonly mended?: readonly string[];
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  readonly origin?: Origin;
}

export interface ShrinkOptions {
  /** Executions at most. The default takes a second or two. */
  readonly budget?: number;
}

const DEFAULT_BUDGET = 200_000;

/**
 * Replays a schedule: the counterexample that it is, as found, or null if it breaks none of the wanted claims (any more).
 */
export function confirm<S, D extends Design>(failure: Failure<S, D>): Counterexample | null {
  const found = breakOf(failure, purseOf(1));
  return found === null ? null : counterexample(failure, failure.scenario, found, 0, "not shrunk yet");
}

/**
 * The simplest counterexample that can be reached from a failing run, under the order of `Size`, for the claim that the
 * run breaks first. Same input, same result. It is `proved` minimal if, searched to the end,
 *
 * - no scenario with a command, two commands or a task less, or with two commands or two tasks merged, breaks the claim
 *   under any schedule with at most one preemption more than the counterexample has, or at most two;
 * - no scenario with one value (or two, or equal ones, or those of a domain together) lowered by a notch, by half or to
 *   the simplest breaks it under a schedule with as few preemptions, switches and steps;
 * - nor does this scenario under a schedule with fewer of them.
 *
 * Throws if the run breaks no wanted claim.
 */
export function shrink<S, D extends Design>(failure: Failure<S, D>, options: ShrinkOptions = {}): Counterexample {
  const purse = purseOf(options.budget ?? DEFAULT_BUDGET);
  const found = breakOf(failure, purse);
  if (found === null) {
    const claims = [...failure.subject.wanted].join(", ");
    throw new Error(`nothing to shrink: this schedule does not break ${claims}`);
  }
  const pinned = { ...failure.subject, wanted: new Set([found.claim]) };
  const short = shortened(pinned, failure.scenario, found, purse);
  const shrinker =
    short === null
      ? new Shrinker(pinned, failure.scenario, found, purse, PASSES)
      : new Shrinker(short.subject, failure.scenario, short.found, purse, PASSES, (scenario, other) => {
          return lengthened(pinned, scenario, other, purse) !== null;
        });
  const evidence = shrinker.run();
  const best = short === null ? shrinker.best : lengthened(pinned, shrinker.scenario, shrinker.best, purse)!;
  const proved = evidence.complete && purse.badSpin === null;
  const proof = proved ? proofOf(evidence, shrinker.bound, shrinker.best) : whyNot(shrinker, purse);
  return counterexample(failure, shrinker.scenario, best, purse.executions, proof, proved);
}

function breakOf<S, D extends Design>({ subject, scenario, schedule }: Failure<S, D>, purse: Purse): Break | null {
  const trial = new Trial(subject, scenario, purse);
  return trial.run(replay(schedule)) ? trial.snapshot() : null;
}

function whyNot(shrinker: Pick<Shrinker<unknown, Design>, "settled" | "best">, purse: Purse): string {
  return purse.badSpin === null
    ? `not proved: in ${purse.executions} executions not all simpler scenarios could be searched to the end; ${gapOf(shrinker)}`
    : `not proved: ${purse.badSpin.reason}`;
}

/** How far the best schedule may be from the one with the fewest preemptions. */
function gapOf({ settled, best }: Pick<Shrinker<unknown, Design>, "settled" | "best">): string {
  const { preemptions } = best.size;
  return settled >= preemptions
    ? `this one takes ${upTo(preemptions).replace("up to ", "no fewer than ")}`
    : `this one takes from ${settled} (shown) to ${preemptions} (found) preemptions`;
}

function proofOf({ fewer, whole, lower }: Evidence, bound: number, { size }: Break): string {
  const smaller = `${fewer} with fewer commands or tasks (${whole ? "all schedules" : upTo(bound)})`;
  const same = `${lower} with lower values and this one (${upTo(size.preemptions)})`;
  return `searched the scenarios one step simpler: ${smaller}, ${same}`;
}

function upTo(preemptions: number): string {
  return preemptions === 0 ? "no preemption" : `up to ${preemptions} preemption${preemptions === 1 ? "" : "s"}`;
}

function counterexample<S, D extends Design>(
  { subject, property, mended = [], origin }: Failure<S, D>,
  scenario: Scenario,
  found: Break,
  executions: number,
  proof: string,
  proved = false,
): Counterexample {
  const { claim, message, schedule, size } = found;
  const names = { model: subject.model.name, design: subject.design.name, mended, property };
  return { ...names, claim, message, scenario, schedule, size, proved, proof, origin: origin ?? null, executions };
}
