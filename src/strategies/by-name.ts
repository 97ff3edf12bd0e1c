import type { Strategy } from "../core/strategy.ts";
import { pct } from "./pct.ts";
import { pos } from "./pos.ts";
import { preemptionBounded } from "./preemption-bounded.ts";
import { randomWalk } from "./random-walk.ts";

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
    name: "exhaustive",
    usage: "exhaustive[:bound]",
    title: "every schedule, fewest preemptions first, up to bound preemptions if one is given",
    make: (_seed, parameter) => preemptionBounded({ maxBound: parameter ?? Number.POSITIVE_INFINITY }),
  },
];

/** `random`, `pct:3`, `pos`, `exhaustive:2` …; null if the text is not one of `STRATEGIES` as its usage says. */
export function strategyByName(text: string, seed: number): Strategy | null {
  const match = /^([a-z]+)(?::(\d{1,4}))?$/.exec(text);
  const entry = STRATEGIES.find((candidate) => candidate.name === match?.[1]);
  return entry?.make(seed, match?.[2] === undefined ? null : Number(match[2])) ?? null;
}
