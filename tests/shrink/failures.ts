import fc from "fast-check";
import { Execution } from "../../src/core/execution.ts";
import type { Claim } from "../../src/core/program.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import { traceOf } from "../../src/core/trace.ts";
import type { Trace } from "../../src/core/trace.ts";
import { arbitraryOf } from "../../src/scenario/arbitrary.ts";
import type { Design, Model } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Shape } from "../../src/scenario/shape.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import type { Size } from "../../src/shrink/order.ts";
import { confirm, shrink } from "../../src/shrink/shrink.ts";
import type { Failure, ShrinkOptions } from "../../src/shrink/shrink.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { relay, shorterThan } from "../sample-models/relay.ts";
import { noted, swept, table } from "../sample-models/sweep.ts";
import { transfers } from "../sample-models/transfer.ts";
import { breaksOf } from "./brute-force.ts";

type Found<S> = Failure<S, Design>;

/** Failing runs of a random walk over generated scenarios, the first design: at most one for each scenario. */
export function failuresOf<S>(model: Model<S>, claims: readonly Claim<S>[], claim: string, most: number): Found<S>[] {
  const subject = { model, design: model.designs[0]!, claims, wanted: new Set([claim]) };
  const failures: Found<S>[] = [];
  const seed = 3;
  for (const [path, scenario] of fc.sample(arbitraryOf(model), { seed, numRuns: 400 }).entries()) {
    const execution = new Execution(programOf(model, scenario, subject.design, claims), { claims: subject.wanted });
    const strategy = randomWalk({ seed: path });
    for (let run = 0; run < 50 && failures.length < most; run++) {
      execution.run(strategy);
      if (execution.violations.length > 0) {
        const schedule = scheduleOf(execution.choices);
        failures.push({ subject, property: claim, scenario, schedule, origin: { seed, path: `${path}` } });
        break;
      }
    }
  }
  return failures;
}

/** A failure with what tests want of it, whatever the type of its state. */
export interface Case {
  readonly shape: Shape;
  readonly raw: Counterexample;
  readonly shrink: (options?: ShrinkOptions) => Counterexample;
  /** Shrinks, or only replays, another scenario and schedule of the same subject. */
  readonly shrinkOther: (found: Counterexample) => Counterexample;
  readonly confirm: (found: Pick<Counterexample, "scenario" | "schedule">) => Counterexample | null;
  readonly trace: (found: Counterexample) => Trace;
  /** Sizes of all counterexamples with that scenario. */
  readonly sizes: (scenario: Scenario) => Size[];
}

/** Cases of one kind of failure in a sample model. */
export interface Sample {
  readonly title: string;
  readonly cases: (most: number) => Case[];
}

export const samples: readonly Sample[] = [
  sample("a lost update", bank, [noLostUpdate], "no-lost-update"),
  sample("locks in two orders", transfers, [], "deadlock"),
  sample("a lock dropped in a loop", table, [swept], "swept"),
  sample("a failed allocation", table, [noted], "noted"),
  sample("a baton handed on twice", relay, [shorterThan(3)], "short"),
  sample("a baton handed on four times", relay, [shorterThan(5)], "short"),
];

function sample<S>(title: string, model: Model<S>, claims: readonly Claim<S>[], claim: string): Sample {
  return { title, cases: (most) => failuresOf(model, claims, claim, most).map(caseOf) };
}

function caseOf<S>(failure: Found<S>): Case {
  const { subject, property } = failure;
  const { model, design, claims, wanted } = subject;
  return {
    shape: model,
    raw: confirm(failure)!,
    shrink: (options) => shrink(failure, options),
    shrinkOther: ({ scenario, schedule }) => shrink({ ...failure, scenario, schedule }),
    confirm: ({ scenario, schedule }) => confirm({ ...failure, scenario, schedule }),
    trace: ({ scenario, schedule }) =>
      traceOf(programOf(model, scenario, design, claims), schedule, { claims: wanted }),
    sizes: (scenario) => breaksOf(model, scenario, claims, property),
  };
}
