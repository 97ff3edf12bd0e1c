import { counterWorkload } from "../counter/workload.ts";
import { measure } from "../measure.ts";
import type { Measured } from "../measure.ts";
import { benchPart } from "../part.ts";
import type { BenchTable } from "../part.ts";
import { shadowWorkload } from "../shadow/workload.ts";
import type { Workload } from "../subject.ts";

export default benchPart({
  title: "executions per second at random, beside fc.scheduler and bare generators",
  options: { rounds: 9, milliseconds: 200 },
  async run(options, report) {
    for (const workload of [counterWorkload, shadowWorkload]) {
      report.table(tableOf(workload, await measure(workload, options)));
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
