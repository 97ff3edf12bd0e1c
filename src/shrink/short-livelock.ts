import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { replay } from "../core/replay.ts";
import type { Design } from "../scenario/model.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Subject } from "./subject.ts";
import { Trial } from "./trial.ts";
import type { Break, Purse } from "./trial.ts";

/** Steps after which runs may be handed to a fair scheduler, the fewest first: most programs have ended by then. */
const LIMITS = [500, 2_500];

/**
 * The same failure where runs are handed to a fair scheduler early, if it is a livelock and is one then, too: so that a run
 * takes a thousand steps rather than twenty thousand. Null if it is not.
 */
export function shortened<S, D extends Design>(
  subject: Subject<S, D>,
  scenario: Scenario,
  { claim, schedule }: Break,
  purse: Purse,
): { readonly subject: Subject<S, D>; readonly found: Break } | null {
  for (const maxSteps of claim === ENGINE_CLAIMS.livelock ? LIMITS : []) {
    const short = { ...subject, maxSteps };
    const trial = new Trial(short, scenario, purse);
    if (maxSteps < (subject.maxSteps ?? Number.POSITIVE_INFINITY) && trial.run(replay(schedule))) {
      const found = trial.snapshot();
      if (lengthened(subject, scenario, found, purse) !== null) {
        return { subject: short, found };
      }
    }
  }
  return null;
}

/** What was found with a limit of fewer steps, at the limit that counts; null if it is none there. */
export function lengthened<S, D extends Design>(
  subject: Subject<S, D>,
  scenario: Scenario,
  { schedule }: Break,
  purse: Purse,
): Break | null {
  const trial = new Trial(subject, scenario, purse);
  return trial.run(replay(schedule)) ? trial.snapshot() : null;
}
