import { replay } from "../core/replay.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Design } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { compareSizes } from "../shrink/order.ts";
import type { Subject } from "../shrink/subject.ts";
import { Trial, purseOf } from "../shrink/trial.ts";

/** What has become of a saved counterexample. */
export type Revisited =
  /** Still breaks the property; its proof only stands if no source has changed. */
  | { readonly kind: "broken"; readonly counterexample: Counterexample }
  /** Breaks it no more; `why` goes on a sentence, e.g. `the property holds under its schedule`. */
  | { readonly kind: "stale"; readonly why: string };

/** What is said of a proof that was made with other sources. */
export const OUTDATED = "not proved: the code has changed since it was saved";

/** Replays a saved counterexample against the model and design as they are now; `code` is the digest of the sources. */
export function revisit<S, D extends Design>(
  { code: then = "", ...saved }: Counterexample,
  subject: Subject<S, D>,
  code: string,
): Revisited {
  const trial = new Trial(subject, saved.scenario, purseOf(1));
  if (!trial.run(replay(saved.schedule))) {
    return { kind: "stale", why: whyStale(trial.outcome) };
  }
  const { claim, message, size } = trial.snapshot();
  const isSameRun = claim === saved.claim && compareSizes(size, saved.size) === 0;
  if (isSameRun && (then === code || !saved.proved)) {
    return { kind: "broken", counterexample: { ...saved, message } };
  }
  return { kind: "broken", counterexample: { ...saved, claim, message, size, proved: false, proof: OUTDATED } };
}

function whyStale(outcome: Outcome): string {
  if (outcome.kind === "diverged") {
    return `its schedule no longer fits the code: at choice ${outcome.choice}, ${outcome.reason}`;
  }
  if (outcome.kind === "crashed") {
    return `the model fails in ${outcome.task}: ${outcome.reason}`;
  }
  return "the property holds under its schedule";
}
