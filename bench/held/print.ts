import { BASELINES } from "./baselines.ts";
import type { Baseline } from "./baselines.ts";
import type { HeldOptions, HeldRow } from "./search.ts";

const count = (n: number): string => n.toLocaleString("en");

/** One line a design, as a page of Markdown wants it. */
export function printHeld(rows: readonly HeldRow[], { bound }: HeldOptions): string {
  const head = [
    "design",
    "model",
    "scenarios",
    `to bound ${bound}`,
    "traces",
    `to bound ${bound - 1}`,
    "schedules",
    "steps",
    "s",
    "broken",
  ];
  const cells = rows.map((row) => [
    row.design,
    row.model,
    count(row.scenarios),
    count(row.whole),
    count(row.traces),
    count(row.exhausted),
    count(row.schedules),
    count(row.steps),
    row.seconds.toFixed(0),
    row.broken.length === 0 ? "nothing" : row.broken.join("; "),
  ]);
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  return [
    line(head),
    line(head.map(() => "---")),
    ...cells.map(line),
    "",
    `to bound ${bound}: every order of conflicting steps; to bound ${bound - 1}: every schedule. Others were cut off.`,
    "",
  ].join("\n");
}

/** What looks like a bug and is none, and how often it was seen in the runs of a design; empty if it is about none of those searched. */
export function printBaselines(rows: readonly HeldRow[]): string {
  if (searched(rows).length === 0) {
    return "";
  }
  const head = ["looks like a bug and is none", "design", "shown by", "times"];
  const cells = searched(rows).map((one) => [one.what, one.design, one.seen, count(timesOf(one, rows))]);
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...cells.map(line), ""].join("\n");
}

/** Whether all of it was. */
export const isSeen = (rows: readonly HeldRow[]): boolean => searched(rows).every((one) => timesOf(one, rows) > 0);

const searched = (rows: readonly HeldRow[]): Baseline[] =>
  BASELINES.filter(({ design }) => rows.some((row) => row.design === design));

const timesOf = ({ design, seen }: Baseline, rows: readonly HeldRow[]): number =>
  rows.find((row) => row.design === design)?.reached[seen] ?? 0;
