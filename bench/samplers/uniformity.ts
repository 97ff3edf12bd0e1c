import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import type { BenchReport } from "../part.ts";
import { straightLine } from "../../tests/litmus/programs/straight-line.ts";
import { chanceOf, chiSquare } from "./chi-square.ts";
import { named } from "./named.ts";
import { figure } from "./print.ts";
import { meanOf } from "./trials.ts";

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

const RUNS = 100_000;
/** A sampler that draws all orders alike falls below it with one seed of a hundred. */
const CHANCE = 0.01;

/** How many seeds of each sampler pass. */
export function reportUniformity({ seeds }: { readonly seeds: number }, report: BenchReport): void {
  const rows = ["urw", "surw", "random", "pos"].map((name) => {
    const all = Array.from({ length: seeds }, (_, i) => uniformityOf(named(name, i + 1), RUNS));
    const chances = all.map(({ chance }) => chance).toSorted((a, b) => a - b);
    const passed = chances.filter((chance) => chance > CHANCE).length;
    return { name, statistic: meanOf(all.map((one) => one.statistic)), chances, passed };
  });
  report.table({
    title: `Two tasks with five updates each, ${RUNS} runs a seed: are their ${ORDERS} orders drawn alike?`,
    head: ["", "mean chi-square", "median p", `p > ${CHANCE}`],
    rows: rows.map(({ name, statistic, chances, passed }) => {
      const median = chances[Math.floor(seeds / 2)]!;
      return [name, figure(statistic), median < 1e-6 ? "0" : median.toPrecision(2), `${passed} of ${seeds}`];
    }),
    data: rows,
  });
  const passedOf = (name: string): number => rows.find((row) => row.name === name)!.passed;
  const got = `${passedOf("urw")} and ${passedOf("random")} of ${seeds} seeds`;
  // Three of 20 fair tests fail by chance once in a thousand.
  const enough = Math.min(seeds, Math.ceil(0.9 * seeds));
  report.aim({
    what: `URW draws orders alike (p > ${CHANCE}) with nine seeds of ten, random walk with none`,
    got,
    met: passedOf("urw") >= enough && passedOf("random") === 0,
  });
}
