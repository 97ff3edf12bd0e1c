import { dpor } from "../../src/strategies/dpor.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import type { BenchReport } from "../part.ts";
import { SUBJECTS } from "./subjects.ts";

const NAMES = new Set(["counter_2x5", "counter_3x3", "locked_counter_3x3", "lastzero_10", "readers_13", "indexer_15"]);
const BOUNDS = [0, 1, 2];

/** Executions of one figure at most. */
const CAP = 200_000;

/** What a bound on preemptions leaves of DPOR's executions, beside all schedules within the bound. */
export function reportWithin(report: BenchReport): void {
  const subjects = SUBJECTS.filter(({ name }) => NAMES.has(name));
  const rows = subjects.map(({ name, traces, run }) => ({
    name,
    traces,
    reduced: BOUNDS.map((maxBound) => run(dpor({ maxBound }), CAP)),
    schedules: BOUNDS.map((maxBound) => run(preemptionBounded({ maxBound }), CAP)),
  }));
  const texts = (spent: (typeof rows)[number]["reduced"]): string[] =>
    spent.map(({ executions, exhausted }) => (exhausted ? executions.toLocaleString("en") : "more"));
  report.table({
    title: "Executions within so many preemptions",
    head: ["", "traces", ...BOUNDS.map((b) => `dpor:${b}`), ...BOUNDS.map((b) => `exhaustive:${b}`)],
    rows: rows.map((row) => [
      row.name,
      row.traces.toLocaleString("en"),
      ...texts(row.reduced),
      ...texts(row.schedules),
    ]),
    notes: [`Both find all that a schedule within the bound can show. More: than ${CAP.toLocaleString("en")}.`],
    data: rows,
  });
}
