import { Execution } from "../core/execution.ts";
import { explore } from "../explore/explore.ts";
import { programOf } from "../scenario/program.ts";
import type { Design, Flaw } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import type { Subject } from "../shrink/subject.ts";
import { preemptionBounded } from "../strategies/preemption-bounded.ts";

/** Executions that one mended design gets to break the claim all the same. */
const RUNS = 20_000;

/**
 * Which flaws a counterexample shows, by intervention: with one of them mended and nothing else changed, its scenario no
 * longer breaks the claim under any schedule with one preemption more than the counterexample has.
 */
export function flawsShownBy<S>(found: Counterexample, subject: Subject<S, Design>): string[] {
  const { design } = subject;
  return design.flaws
    .map((flaw) => flaw.id)
    .filter((id) => !found.mended.includes(id))
    .filter((id) => !breaks(found, subject, design.mend([...found.mended, id])));
}

function breaks<S>(found: Counterexample, subject: Subject<S, Design>, design: Design): boolean {
  const { model, claims, wanted, observers } = subject;
  const program = programOf(model, found.scenario, design, claims);
  const execution = new Execution(program, { claims: wanted, observers: observers?.() ?? [] });
  const strategy = preemptionBounded({ maxBound: found.size.preemptions + 1 });
  return explore(execution, strategy, { runs: RUNS }).found.size > 0;
}

/** Where mending any of several flaws makes a counterexample go away: the one that is known to break its property. */
export function flawOf({ flaws }: Design, property: string, shown: readonly string[]): Flaw | null {
  const candidates = flaws.filter((flaw) => shown.includes(flaw.id));
  return candidates.find((flaw) => flaw.breaks?.includes(property) === true) ?? candidates[0] ?? null;
}
