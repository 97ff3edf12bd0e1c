import type { Design, Flaw } from "../scenario/model.ts";
import type { Counterexample, Shown } from "../shrink/counterexample.ts";
import { search } from "../shrink/search.ts";
import type { Subject } from "../shrink/subject.ts";
import { Trial, purseOf } from "../shrink/trial.ts";

/** Executions that one mended design gets to break the claim all the same. */
const RUNS = 20_000;

/**
 * Which flaws a counterexample shows, by intervention: with them mended and nothing else changed, its scenario no longer
 * breaks the claim under any schedule with one preemption more than the counterexample has. Single flaws are tried first,
 * then a smallest set of which none can be left out. No flaws: it shows something that the design does not know of.
 */
export function flawsShownBy<S>(found: Counterexample, subject: Subject<S, Design>): Shown {
  const cures = (ids: readonly string[]): boolean =>
    !breaks(found, subject, subject.design.mend([...found.mended, ...ids]));
  const ids = subject.design.flaws.map((flaw) => flaw.id).filter((id) => !found.mended.includes(id));
  const alone = ids.filter((id) => cures([id]));
  if (alone.length > 0 || !cures(ids)) {
    return { flaws: alone, together: false };
  }
  const needed = ids.reduce<string[]>((kept, id) => {
    const without = kept.filter((other) => other !== id);
    return cures(without) ? without : kept;
  }, ids);
  return { flaws: needed, together: true };
}

function breaks<S>({ scenario, size }: Counterexample, subject: Subject<S, Design>, design: Design): boolean {
  const trial = new Trial({ ...subject, design }, scenario, purseOf(RUNS));
  const bound = size.preemptions + 1;
  return search(trial, { bound, cap: RUNS, steps: false, until: () => true }).found !== null;
}

/**
 * The one flaw that a counterexample is put down to: where mending any of several makes it go away, the one that is known
 * to break its property; null where it takes several flaws to mend.
 */
export function flawOf({ flaws }: Design, property: string, { flaws: shown, together }: Shown): Flaw | null {
  const candidates = together ? [] : flaws.filter((flaw) => shown.includes(flaw.id));
  return candidates.find((flaw) => flaw.breaks?.includes(property) === true) ?? candidates[0] ?? null;
}

/** The flaws of which no single one explains a counterexample: it goes away only with all of them mended. */
export function togetherOf({ flaws }: Design, { flaws: shown, together }: Shown): readonly Flaw[] {
  return together ? flaws.filter((flaw) => shown.includes(flaw.id)) : [];
}
