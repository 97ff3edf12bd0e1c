import { table } from "table";
import type { Hunted } from "./hunt.ts";
import { medianOf } from "./median.ts";

const FIGURES = ["found", "schedules", "least", "most"];
const SIZE = ["tasks", "preemptions", "steps", "proved"];
const HEAD = ["entry", "model", "invariant", ...FIGURES, ...SIZE, "thought", "s"];

/** One line an entry, as a page of Markdown wants it, and how many of all were found. */
export function printHunt(rows: readonly Hunted[], seeds: number): string {
  const found = rows.filter(({ shown }) => shown !== null);
  const counts = `${found.length} of ${rows.length} found, ${numbersOf(found)} of ${numbersOf(rows)} by number`;
  const trouble = rows.flatMap(({ entry, trouble: why }) => (why === "" ? [] : [`${entry.id}: ${why}`]));
  return [
    table([HEAD, ...rows.map((row) => cellsOf(row, seeds))], PLAIN).trimEnd(),
    "",
    `${counts}; schedules to the first break: median, least and most of ${seeds} seeds`,
    "tasks: those of the scenario, without what every run of the model has in the background; thought: tasks/preemptions",
    ...trouble,
    "",
  ].join("\n");
}

/** E17a and E17b have one, and so have two models' entries for one bug. */
const numbersOf = (rows: readonly Hunted[]): number =>
  new Set(rows.map(({ entry }) => entry.id.replace(/[a-z]$/, ""))).size;

function cellsOf({ entry, model, first, shown, seconds }: Hunted, seeds: number): (string | number)[] {
  const { estimate } = entry;
  return [
    entry.id,
    model.name,
    entry.breaks,
    ...figures(first, seeds),
    ...(shown === null ? ["-", "-", "-", "-"] : measured(shown.size, shown.proved)),
    estimate === undefined ? "-" : `${estimate.tasks}/${estimate.preemptions}`,
    seconds.toFixed(1),
  ];
}

const measured = (
  size: { tasks: number; preemptions: number; steps: number },
  proved: boolean,
): (string | number)[] => [size.tasks, size.preemptions, size.steps, proved ? "yes" : "no"];

/** Seeds that found nothing count as later than all others. */
function figures(first: readonly number[], seeds: number): string[] {
  const sorted = first.toSorted((a, b) => a - b);
  const at = (index: number): string => sorted[index]?.toLocaleString("en-US") ?? "-";
  const median = medianOf(first, seeds)?.toLocaleString("en-US") ?? "-";
  return [`${first.length}/${seeds}`, median, at(0), at(sorted.length - 1)];
}

const PLAIN = {
  border: { bodyLeft: "|", bodyRight: "|", bodyJoin: "|", joinBody: "-", joinLeft: "|", joinRight: "|", joinJoin: "|" },
  drawHorizontalLine: (line: number) => line === 1,
};
