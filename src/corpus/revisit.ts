import { replay } from "../core/replay.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Design } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { compareSizes } from "../shrink/order.ts";
import type { Subject } from "../shrink/subject.ts";
import { Trial, purseOf } from "../shrink/trial.ts";

/** What has become of a saved counterexample. */
export type Revisited =
  /** Still breaks the property; its proof only stands if nothing about the run has changed. */
  | { readonly kind: "broken"; readonly counterexample: Counterexample }
  /** Breaks it no more; `why` goes on a sentence, e.g. `the property holds under its schedule`. */
  | { readonly kind: "stale"; readonly why: string };

/** Replays a saved counterexample against the model and design as they are now. */
export function revisit<S, D extends Design>(saved: Counterexample, subject: Subject<S, D>): Revisited {
  const trial = new Trial(subject, saved.scenario, purseOf(1));
  if (!trial.run(replay(saved.schedule))) {
    return { kind: "stale", why: whyStale(trial.outcome) };
  }
  const { claim, message, size } = trial.snapshot();
  if (claim === saved.claim && compareSizes(size, saved.size) === 0) {
    return { kind: "broken", counterexample: { ...saved, message } };
  }
  const proof = "not proved: the code has changed since it was saved";
  return { kind: "broken", counterexample: { ...saved, claim, message, size, proved: false, proof } };
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
