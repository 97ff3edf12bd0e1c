import type { Strategy } from "../core/strategy.ts";
import { dpor } from "./dpor.ts";
import { ReadsFromWalk } from "./reads-from/walk.ts";

export interface ReadsFromOptions {
  /** Tells runs apart that differ only in the last write of an object; default: true. Without, final states are lost. */
  readonly ends?: boolean;
}

/**
 * One run for each way in which the steps of a program can read from each other, and for each choice of last writes: writes
 * that nobody reads between have no order. These classes are never more than the Mazurkiewicz traces, and often far fewer.
 *
 * The runs are a tree: where a read is taken by default, they part by what it reads from, and by all that this write depends
 * on. Ways to read from a write that comes later are found when it comes, and each of them is run once; whether there is an
 * order of the steps to go with it is searched for. (Reads-from equivalence under sequential consistency: Abdulla, Atig,
 * Jonsson, Lång, Ngo, Sagonas, OOPSLA 2019, Nidhugg's --rf.) Memory: the ways found at the reads of one path.
 *
 * What is found: every result of every task and every final state; not what a claim sees between steps. For programs that only
 * load, store, and do both at once. At the first step of another kind (locks, RCU, memory with a life, choices, tasks
 * that are made as it goes) all begins anew as `dpor`.
 */
export function readsFrom({ ends = true }: ReadsFromOptions = {}): Strategy {
  const walk = new ReadsFromWalk(ends);
  const fallback = dpor();
  const current = (): Pick<Strategy, "pick" | "choose" | "end"> => (isFallenBack ? fallback : walk);
  let isFallenBack = false;
  return {
    name: "rf",
    everyStep: true,
    begin() {
      isFallenBack = walk.unfit;
      return isFallenBack ? fallback.begin() : walk.begin();
    },
    pick: (enabled, count, last) => current().pick(enabled, count, last),
    choose: (bound, object) => current().choose(bound, object),
    end: (broke) => current().end?.(broke),
    get exhausted() {
      return isFallenBack ? fallback.exhausted === true : walk.over && !walk.cut;
    },
    get scope() {
      return isFallenBack ? (fallback.scope ?? "") : walk.over && !walk.cut ? "reads-from equivalence" : "";
    },
  };
}
