import type { Strategy } from "../core/strategy.ts";
import { Walk } from "./dpor/walk.ts";

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
 * What is found: every result of every task, every final state, deadlock and broken claim that looks at what one task
 * does or at the end. A claim on the state between steps may break in one order of steps that commute and not in the
 * order that is run. Runs that are stopped early (a step limit, `stopAtViolation`) hide what would follow.
 */
export function dpor(): Strategy {
  const walk = new Walk();
  return {
    name: "dpor",
    everyStep: true,
    begin: () => walk.begin(),
    pick: (enabled, count) => walk.pick(enabled, count),
    choose: (bound) => walk.choose(bound),
    end: () => walk.end(),
    get exhausted() {
      return walk.over && !walk.cut;
    },
    get scope() {
      return walk.over && !walk.cut ? "equivalence" : "";
    },
  };
}
