import type { Strategy } from "../core/strategy.ts";
import { Walk } from "./dpor/walk.ts";

export interface DporOptions {
  /** Preemptions of a trace in the schedule that has the fewest of them; default: any number. */
  readonly maxBound?: number;
}

/**
 * One run for each Mazurkiewicz trace, that is for each order of the steps that conflict, and no other run: an optimal
 * dynamic partial-order reduction. Steps conflict as their `OpKind` says; choices inside ops are branches too.
 *
 * A step e' that races with an earlier step e is put before it in a later run: that run repeats what came before e, then
 * what e' needs, then e', and goes on by default. Every trace has one such derivation only, if two things are heeded.
 * A race is reversed from the path on which all that the reversal drops was taken by default (so are the steps that TruSt
 * adds maximally: Kokologiannakis, Marmanis, Gladstein, Vafeiadis, POPL 2022; and the parsimonious reversals of POP:
 * Abdulla, Atig, Das, Jonsson, Sagonas, CAV 2024). And what commutes among itself is put before e by ascending task, which
 * takes the place of sleep sets. A reversal is run when it is found, so memory is polynomial: a few paths of steps.
 *
 * With a bound, every trace is run that has a schedule with at most so many preemptions, still once; some others are, too,
 * on the way. The schedule that is run need not be the one of its trace that has the fewest. The bound is on traces, as that
 * of Marmanis, Kokologiannakis, Vafeiadis (TACAS 2023), so no runs are added to reach what a bound on schedules would cut
 * off (Coons, Musuvathi, McKinley, OOPSLA 2013). Where their DPOR goes beyond the bound by a slack, here a reversal is left
 * out for the sake of those steps alone that all it leads to must keep (`Lasting`).
 *
 * What is found: every result of every task, every final state, deadlock and broken claim that looks at what one task
 * does or at the end. A claim on the state between steps may break in one order of steps that commute and not in the
 * order that is run. Runs that are stopped early (a step limit, `stopAtViolation`) hide what would follow.
 *
 * All of this rests on what each `OpKind` says of itself. One that reads or waits for more than it says (another cell, other
 * tasks) hides traces, or makes a run diverge, which ends the search.
 */
export function dpor({ maxBound = Number.POSITIVE_INFINITY }: DporOptions = {}): Strategy {
  const walk = new Walk(maxBound);
  return {
    name: maxBound === Number.POSITIVE_INFINITY ? "dpor" : `dpor:${maxBound}`,
    everyStep: true,
    begin: () => walk.begin(),
    pick: (enabled, count) => walk.pick(enabled, count),
    choose: (bound) => walk.choose(bound),
    end: () => walk.end(),
    get exhausted() {
      return walk.over && !walk.cut;
    },
    get scope() {
      return !walk.over || walk.cut ? "" : walk.bounded ? `preemption bound ${maxBound}` : "equivalence";
    },
  };
}
