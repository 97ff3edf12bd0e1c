import type { Measured } from "./measure.ts";
import type { BenchTable } from "./part.ts";
import type { Workload } from "./subject.ts";

/** Executions per second of one tool on the counter and on the shadow workload. */
interface PublishedRate {
  readonly tool: string;
  readonly counter: number;
  readonly shadow: number;
}

/**
 * Measured on another machine (2 cores, AMD EPYC Zen 4, 2026-11), each program rewritten for the tool; the tool that is
 * measured here too is what the machines are compared by.
 */
const COMMON: PublishedRate = { tool: "fc.scheduler (fast-check 4.10.2, Node 24)", counter: 28_900, shadow: 21_600 };

const SHUTTLE: PublishedRate = { tool: "Shuttle 0.9.3, random", counter: 277_800, shadow: 175_700 };

const PUBLISHED: readonly PublishedRate[] = [
  COMMON,
  SHUTTLE,
  { tool: "Loom 0.7.2 (exhaustive: has no random mode)", counter: 22_000, shadow: 16_000 },
  { tool: "Quint 0.33.0, TypeScript simulator", counter: 2_924, shadow: 993 },
];

type Name = Exclude<keyof PublishedRate, "tool">;

/** How many times as fast as fc.scheduler something has to be here, to be `times` as fast as Shuttle by way of it. */
export function timesShuttle(workload: Name, times: number): number {
  return (times * SHUTTLE[workload]) / COMMON[workload];
}

/** How the subjects measured here compare with tools that were measured elsewhere: by way of fc.scheduler. */
export function publishedTable(
  workload: Workload & { readonly name: Name },
  measured: readonly Measured[],
): BenchTable {
  const here = measured.find(({ name }) => name.startsWith("fc.scheduler"))!;
  const ours = measured.filter(({ name }) => name.startsWith("s2check"));
  const rows = PUBLISHED.map((published) => {
    const timesCommon = published[workload.name] / COMMON[workload.name];
    return {
      tool: published.tool,
      rate: published[workload.name],
      timesCommon,
      ours: ours.map((row) => here.firstIsTimes / row.firstIsTimes / timesCommon),
    };
  });
  return {
    title: `${workload.name}: beside figures from another machine`,
    head: ["", "executions/s there", "x fc.scheduler there", ...ours.map(({ name }) => `${name} is`)],
    rows: rows.map(({ tool, rate, timesCommon, ours: ratios }) => [
      tool,
      `${(rate / 1_000).toFixed(1)} k`,
      `${timesCommon.toFixed(2)} x`,
      ...ratios.map((ratio) => `${ratio.toFixed(2)} x`),
    ]),
    notes: ["Compared by way of fc.scheduler, the tool that was measured on both machines."],
    data: rows,
  };
}
