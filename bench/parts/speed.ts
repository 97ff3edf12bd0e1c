import { counterWorkload } from "../counter/workload.ts";
import { measure } from "../measure.ts";
import type { Measured } from "../measure.ts";
import { benchPart } from "../part.ts";
import type { BenchTable } from "../part.ts";
import { shadowWorkload } from "../shadow/workload.ts";
import type { Workload } from "../subject.ts";

/** How many times as many executions as whom. */
const AIMS = [
  { who: "fc.scheduler", times: 15 },
  { who: "bare yield* loop", times: 1 / 3 },
];

export default benchPart({
  title: "executions per second at random, beside fc.scheduler and bare generators",
  options: { rounds: 9, milliseconds: 200 },
  async run(options, report) {
    for (const workload of [counterWorkload, shadowWorkload]) {
      const measured = await measure(workload, options);
      report.table(tableOf(workload, measured));
      for (const { who, times } of AIMS) {
        const ratio = measured.find(({ name }) => name.startsWith(who))!.firstIsTimes;
        report.aim({
          what: `${workload.name}: at least ${times.toFixed(2)} times as many as ${who}`,
          got: `${ratio.toFixed(2)} times`,
          met: ratio >= times,
        });
      }
    }
  },
});

function tableOf({ title, failing }: Workload, measured: readonly Measured[]): BenchTable {
  return {
    title,
    head: ["", "executions/s", "slowest .. fastest", `${measured[0]!.name} is`, "failing"],
    rows: measured.map((row) => [
      row.name,
      thousands(row.median),
      `${thousands(row.slowest)} .. ${thousands(row.fastest)}`,
      `${row.firstIsTimes.toFixed(2)} x`,
      percent(row.failing),
    ]),
    notes: [`${percent(failing)} of all random walks fail.`],
    data: measured,
  };
}

function thousands(rate: number): string {
  return `${(rate / 1_000).toFixed(rate < 100_000 ? 1 : 0)} k`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
