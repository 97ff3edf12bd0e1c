import { table } from "table";
import type { Measured } from "./measure.ts";
import type { Workload } from "./subject.ts";

/** One workload as a table for people. */
export function printTable(workload: Workload, measured: readonly Measured[]): string {
  const head = ["", "executions/s", "slowest .. fastest", `${measured[0]!.name} is`, "failing"];
  const lines = measured.map((row) => [
    row.name,
    thousands(row.median),
    `${thousands(row.slowest)} .. ${thousands(row.fastest)}`,
    `${row.firstIsTimes.toFixed(2)} x`,
    percent(row.failing),
  ]);
  const right = { alignment: "right" } as const;
  const body = table([head, ...lines], {
    columns: { 1: right, 2: right, 3: right, 4: right },
    drawHorizontalLine: (line, lineCount) => line < 2 || line === lineCount,
  });
  return `${workload.title}\n${percent(workload.failing)} of all random walks fail\n${body}`;
}

function thousands(rate: number): string {
  return `${(rate / 1_000).toFixed(rate < 100_000 ? 1 : 0)} k`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
