import { counterWorkload } from "../counter/workload.ts";
import { measure } from "../measure.ts";
import type { Measured } from "../measure.ts";
import { benchPart } from "../part.ts";
import type { BenchTable } from "../part.ts";
import { publishedTable, timesShuttle } from "../published-rates.ts";
import { shadowWorkload } from "../shadow/workload.ts";
import type { Workload } from "../subject.ts";

export default benchPart({
  title: "executions per second at random, beside fc.scheduler and bare generators",
  options: { rounds: 9, milliseconds: 200 },
  async run(options, report) {
    for (const workload of [counterWorkload, shadowWorkload]) {
      const measured = await measure(workload, options);
      report.table(tableOf(workload, measured));
      report.table(publishedTable(workload, measured));
      for (const { what, who, times } of aimsOf(workload.name)) {
        const ratio = measured.find(({ name }) => name.startsWith(who))!.firstIsTimes;
        report.aim({
          what: `${workload.name}: at least ${times.toFixed(2)} times as many as ${what}`,
          got: `${ratio.toFixed(2)} times`,
          met: ratio >= times,
        });
      }
    }
  },
});

/** How many times as many executions as whom. */
function aimsOf(workload: "counter" | "shadow"): { what: string; who: string; times: number }[] {
  return [
    {
      what: "fc.scheduler, which is three times Shuttle",
      who: "fc.scheduler",
      times: timesShuttle(workload, 3),
    },
    { what: "the bare yield* loop", who: "bare yield* loop", times: 1 / 3 },
  ];
}

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
