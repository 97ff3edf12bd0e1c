import type { Strategy } from "../core/strategy.ts";
import { coverageGuided } from "./coverage-guided.ts";
import { defaultStrategy } from "./default.ts";
import { delayBounded } from "./delay-bounded.ts";
import { dpor } from "./dpor.ts";
import { localFirst } from "./local-first.ts";
import { pct } from "./pct.ts";
import { pos } from "./pos.ts";
import { preemptionBounded } from "./preemption-bounded.ts";
import { raceDirected } from "./race-directed.ts";
import { randomWalk } from "./random-walk.ts";
import { readsFrom } from "./reads-from.ts";
import { surw } from "./surw.ts";
import { swarm } from "./swarm.ts";
import { urw } from "./urw.ts";

export interface StrategyEntry {
  readonly name: string;
  /** How to write it, e.g. `pct[:depth]`. */
  readonly usage: string;
  readonly title: string;
  /** `parameter` is the whole number behind the colon; null if it is out of range here. */
  readonly make: (seed: number, parameter: number | null) => Strategy | null;
}

/** Strategies that a command line can name. */
export const STRATEGIES: readonly StrategyEntry[] = [
  {
    name: "default",
    usage: "default",
    title: "several of those below in turns, for programs that nothing is known of",
    make: (seed, parameter) => (parameter === null ? defaultStrategy({ seed }) : null),
  },
  {
    name: "random",
    usage: "random",
    title: "every enabled task is equally likely at each step",
    make: (seed, parameter) => (parameter === null ? randomWalk({ seed }) : null),
  },
  {
    name: "pct",
    usage: "pct[:depth]",
    title: "random priorities with depth - 1 changes, default depth 3",
    make: (seed, parameter) => (parameter === 0 ? null : pct({ seed, depth: parameter ?? 3 })),
  },
  {
    name: "pos",
    usage: "pos",
    title: "random priorities for pending ops, drawn anew where they race",
    make: (seed, parameter) => (parameter === null ? pos({ seed }) : null),
  },
  {
    name: "urw",
    usage: "urw",
    title: "tasks in proportion to the ops they have left: interleavings are equally likely",
    make: (seed, parameter) => (parameter === null ? urw({ seed }) : null),
  },
  {
    name: "surw",
    usage: "surw",
    title: "as urw, but for the accesses to one object a run; random priorities elsewhere",
    make: (seed, parameter) => (parameter === null ? surw({ seed }) : null),
  },
  {
    name: "swarm",
    usage: "swarm",
    title: "each run draws speeds of tasks and the objects at which they are switched",
    make: (seed, parameter) => (parameter === null ? swarm({ seed }) : null),
  },
  {
    name: "directed",
    usage: "directed",
    title: "puts off one site a run that came first in a race of an earlier run",
    make: (seed, parameter) => (parameter === null ? localFirst(raceDirected({ seed })) : null),
  },
  {
    name: "guided",
    usage: "guided",
    title: "goes back to where a run did something rare, and on from there",
    make: (seed, parameter) => (parameter === null ? localFirst(coverageGuided({ seed })) : null),
  },
  {
    name: "delay",
    usage: "delay[:bound]",
    title: "every schedule, fewest delays of tasks in turn first, up to bound delays if one is given",
    make: (_seed, parameter) => delayBounded({ maxBound: parameter ?? Number.POSITIVE_INFINITY }),
  },
  {
    name: "exhaustive",
    usage: "exhaustive[:bound]",
    title: "every schedule, fewest preemptions first, up to bound preemptions if one is given",
    make: (_seed, parameter) => preemptionBounded({ maxBound: parameter ?? Number.POSITIVE_INFINITY }),
  },
  {
    name: "dpor",
    usage: "dpor[:bound]",
    title: "one schedule for each order of the steps that conflict, of those within bound preemptions if one is given",
    make: (_seed, parameter) => dpor({ maxBound: parameter ?? Number.POSITIVE_INFINITY }),
  },
  {
    name: "rf",
    usage: "rf",
    title: "one schedule for each way in which loads get their values; with locks and the like, as dpor",
    make: (_seed, parameter) => (parameter === null ? readsFrom() : null),
  },
];

/** `random`, `pct:3`, `pos`, `exhaustive:2` …; null if the text is not one of `STRATEGIES` as its usage says. */
export function strategyByName(text: string, seed: number): Strategy | null {
  const match = /^([a-z]+)(?::(\d{1,4}))?$/.exec(text);
  const entry = STRATEGIES.find((candidate) => candidate.name === match?.[1]);
  return entry?.make(seed, match?.[2] === undefined ? null : Number(match[2])) ?? null;
}
