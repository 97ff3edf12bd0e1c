import { readsFrom } from "../../src/strategies/reads-from.ts";
import type { BenchReport } from "../part.ts";
import { SUBJECTS } from "./subjects.ts";

/** Reads-from classes as Nidhugg's --rf counts them, without the last writes. */
const NIDHUGG: Readonly<Record<string, number>> = {
  counter_2x5: 8_953,
  counter_3x3: 154_126,
  lastzero_10: 3_328,
};

/** Ways in which loads get their values, fewer than traces: how many there are, and how fast they come. */
export function reportReads(report: BenchReport): void {
  const subjects = SUBJECTS.filter(({ name }) => name in NIDHUGG);
  const rows = subjects.map(({ name, traces, run }) => {
    const published = NIDHUGG[name]!;
    return { name, traces, published, spent: run(readsFrom({ ends: false }), published + 1) };
  });
  report.table({
    title: "Every reads-from class once",
    head: ["", "executions", "published", "traces", "executions/s"],
    rows: rows.map(({ name, traces, published, spent }) => [
      name,
      ...[spent.executions, published, traces].map((n) => n.toLocaleString("en")),
      `${(spent.executions / spent.seconds / 1_000).toFixed(1)} k`,
    ]),
    notes: ["Last writes are not told apart here, as in the published figures."],
    data: rows,
  });
  const exact = rows.filter(({ published, spent }) => spent.executions === published && spent.exhausted).length;
  report.aim({
    what: "as many reads-from classes as published, each run once",
    got: `${exact} of ${rows.length} programs`,
    met: exact === rows.length,
  });
}
