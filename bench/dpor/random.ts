import fc from "fast-check";
import { compareWhole } from "../../tests/litmus/brute-force.ts";
import { MIXTURES, tasksOf } from "../../tests/litmus/mixtures.ts";
import type { Mixture } from "../../tests/litmus/mixtures.ts";
import type { BenchReport } from "../part.ts";

interface Sum {
  programs: number;
  schedules: number;
  traces: number;
  executions: number;
  readonly wrong: string[];
}

/** Random programs of kernel primitives: DPOR beside all schedules. */
export function reportRandom(programs: number, report: BenchReport): void {
  const mixtures = Object.entries(MIXTURES);
  const sums = mixtures.map(([name, mixture], i) => {
    const share = Math.floor((programs + i) / mixtures.length);
    return { name, ...sumOf(mixture, share) };
  });
  report.table({
    title: "Random programs",
    head: ["", "programs", "schedules", "traces", "executions", "mismatches"],
    rows: sums.map((sum) => [
      sum.name,
      ...[sum.programs, sum.schedules, sum.traces, sum.executions, sum.wrong.length].map((n) => n.toLocaleString("en")),
    ]),
    notes: ["Two to four tasks. A mismatch is a trace or an end that is missing, or a trace that is run twice."],
    data: sums,
  });
  const wrong = sums.reduce((total, sum) => total + sum.wrong.length, 0);
  const total = sums.reduce((all, sum) => all + sum.programs, 0);
  report.aim({
    what: "on random programs the traces and the final states of all schedules, one execution for each trace",
    got: `${wrong} mismatches in ${total.toLocaleString("en")} programs`,
    met: wrong === 0,
  });
}

/** Programs that have too many schedules to be run one by one are passed over. */
function sumOf(mixture: Mixture, programs: number): Sum {
  const sum: Sum = { programs: 0, schedules: 0, traces: 0, executions: 0, wrong: [] };
  const drawn = fc.tuple(tasksOf(mixture), fc.nat({ max: 2 }));
  for (let seed = 1; sum.programs < programs; seed++) {
    for (const [tasks, failures] of fc.sample(drawn, { numRuns: programs - sum.programs, seed })) {
      const compared = compareWhole(tasks, failures);
      if (compared !== null) {
        sum.programs++;
        sum.schedules += compared.schedules;
        sum.traces += compared.traces;
        sum.executions += compared.runs;
        sum.wrong.push(...(compared.wrong === "" ? [] : [`${compared.wrong}: ${JSON.stringify([tasks, failures])}`]));
      }
    }
  }
  return sum;
}
