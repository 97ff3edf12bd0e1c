import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import { straightLine } from "../../tests/litmus/programs/straight-line.ts";
import { chanceOf, chiSquare } from "./chi-square.ts";

/** Orders of two times five. */
const ORDERS = 252;

const updates = straightLine(
  [1, 2].map((value) => Array.from({ length: 5 }, () => `xchg x ${value}`)),
  () => {},
);

export interface Uniformity {
  readonly statistic: number;
  /** How likely a sampler that draws all orders alike is to reach it. */
  readonly chance: number;
}

/**
 * Whether a sampler draws the 252 orders of two tasks with five updates each alike: the demonstration of SURW's artefact. Its
 * first run is not counted, in which it knows nothing.
 */
export function uniformityOf(strategy: Strategy, runs: number): Uniformity {
  const seen = new Map<string, number>();
  const end = (log: readonly Op[]): void => {
    const order = log.map((op) => op.task).join("");
    seen.set(order, (seen.get(order) ?? 0) + 1);
  };
  const execution = new Execution(updates, { observers: [{ end }] });
  explore(execution, strategy, { runs: 1 });
  seen.clear();
  explore(execution, strategy, { runs });
  const statistic = chiSquare(seen.values(), ORDERS, runs / ORDERS);
  return { statistic, chance: chanceOf(statistic, ORDERS) };
}
