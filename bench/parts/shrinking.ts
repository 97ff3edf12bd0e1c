import { benchPart } from "../part.ts";
import { trialsOf } from "../shrink/trials.ts";
import type { Trial } from "../shrink/trials.ts";

const MOST_MILLISECONDS = 2_000;
const MOST_RUNS = 2_000;

export default benchPart({
  title: "shrinking: random failing programs with 30 commands, time and executions",
  options: { programs: 1_000, budget: MOST_RUNS, every: 20 },
  run({ programs, budget, every }, report) {
    const trials = trialsOf(programs, budget, every);
    const row = (name: string, of: (trial: Trial) => number, digits = 0): string[] => {
      const sorted = trials.map(of).toSorted((a, b) => a - b);
      return [name, ...[0.5, 0.95, 1].map((share) => at(sorted, share).toFixed(digits))];
    };
    const tried = trials.filter(({ lasting }) => lasting !== null);
    const share = (n: number, of: number): string => `${n} of ${of}`;
    report.table({
      title: `${programs} failing programs of 30 commands, at most ${budget} executions each`,
      head: ["", "p50", "p95", "max"],
      rows: [
        row("milliseconds", (trial) => trial.milliseconds),
        row("executions", (trial) => trial.runs),
        row("steps before", (trial) => trial.steps),
        row("steps after", (trial) => trial.size.steps),
        row("commands after", (trial) => trial.size.commands),
        row("tasks after", (trial) => trial.size.tasks),
        row("preemptions after", (trial) => trial.size.preemptions),
      ],
      notes: [
        `Proved minimal: ${share(trials.filter(({ proved }) => proved).length, trials.length)}.`,
        `As small as with ten times the executions: ${share(tried.filter(({ lasting }) => lasting).length, tried.length)}.`,
      ],
      data: trials,
    });
    const time = at(
      trials.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b),
      0.95,
    );
    const runs = at(
      trials.map((trial) => trial.runs).toSorted((a, b) => a - b),
      0.95,
    );
    const got = `${time.toFixed(0)} ms, ${runs} executions`;
    report.aim({
      what: "19 of 20 programs within 2 s and 2,000 executions",
      got,
      met: time <= MOST_MILLISECONDS && runs <= MOST_RUNS,
    });
  },
});

/** The value below which so large a share of them lies. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
