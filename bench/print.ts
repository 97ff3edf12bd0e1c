import { table } from "table";
import type { Aim, BenchTable } from "./part.ts";

/** A table for people at a terminal. */
export function tableText({ title, head, rows, notes = [] }: BenchTable): string {
  const body = table([[...head], ...rows.map((row) => [...row])], {
    columnDefault: { alignment: "right", paddingLeft: 0, paddingRight: 1 },
    columns: { 0: { alignment: "left" } },
    drawVerticalLine: () => false,
    drawHorizontalLine: (line) => line === 1,
    border: { joinBody: "─" },
  });
  const lines = body.split("\n").map((line) => line.trimEnd());
  return [title, ...lines.slice(0, -1), ...notes, ""].join("\n");
}

/** `met: found with every seed: 20 of 20`. */
export function aimText({ what, got, met }: Aim): string {
  return `${met ? "met" : "NOT MET"}: ${what}: ${got}`;
}

export function tableMarkdown({ title, head, rows, notes = [] }: BenchTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = line(head.map((_, at) => (at === 0 ? "---" : "---:")));
  return [`### ${title}`, "", line(head), rule, ...rows.map(line), "", ...notes.flatMap((note) => [note, ""])].join(
    "\n",
  );
}
