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
