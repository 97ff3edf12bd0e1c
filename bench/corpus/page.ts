import { galleryName } from "../../src/report/gallery.ts";
import type { Hunted } from "./hunt.ts";
import { medianOf } from "./median.ts";
import { NOT_FOUND, NOTES } from "./notes.ts";

const HEAD = [
  "entry",
  "what the code did wrong",
  "model",
  "breaks",
  "t / p / steps",
  "thought",
  "found",
  "schedules",
  "s",
];

/** `docs/corpus.md`; `more` are sections that follow the table. */
export function corpusPage(rows: readonly Hunted[], seeds: number, more: readonly string[]): string {
  const found = rows.filter(({ shown }) => shown !== null);
  const numbers = new Set(found.map(({ entry }) => entry.id.replace(/[a-z]$/, "")));
  const notes = rows.flatMap(({ entry, model }) => {
    const note = NOTES[`${entry.id} ${model.name}`];
    return note === undefined ? [] : [`- **${entry.id}** (${model.name}): ${note}.`];
  });
  return [
    "# Bugs of the past, found anew",
    "",
    "Written by `npm run corpus -- --doc`. Each entry is a bug that the code once had, or that a discussion warns of, put back by",
    "turning one knob of a design that is correct (two for E03). The search of `npm run check` looks for it in generated",
    `scenarios, with ${seeds} seeds; what the first seed finds is made as small as it gets. \`t / p / steps\`: tasks of the scenario (not what`,
    "every run of the model has in the background), preemptions and steps of that, with its trace. `thought`: tasks and",
    "preemptions that it was expected to take. `schedules`: to the first break, median of the seeds; those that found nothing count",
    "as later than all others. `s`: time for all of it, the only figure that is another one next time.",
    "",
    `${found.length} of ${rows.length} found, ${numbers.size} by number.`,
    "",
    line(HEAD),
    line(HEAD.map(() => "---")),
    ...rows.map((row) => line(cellsOf(row, seeds))),
    "",
    "## Where it takes more or less than was thought",
    "",
    ...notes,
    "",
    "## Not here",
    "",
    ...NOT_FOUND.map(([id, why]) => `- **${id}**, ${why}`),
    "",
    "## Not proved minimal",
    "",
    ...unproved(found),
    "",
    ...more,
  ].join("\n");
}

/** Whether it took another number of tasks or preemptions than was thought. */
export function differs({ entry: { estimate }, shown }: Pick<Hunted, "entry" | "shown">): boolean {
  if (estimate === undefined || shown === null) {
    return false;
  }
  const { tasks, preemptions } = shown.size;
  return tasks !== estimate.tasks || preemptions !== estimate.preemptions;
}

function unproved(found: readonly Hunted[]): string[] {
  const names = found.flatMap(({ entry, model, shown }) =>
    shown?.proved === true ? [] : [`${entry.id} (${model.name})`],
  );
  return [
    names.length === 0
      ? "None: each trace above is proved minimal."
      : `The smallest that was found, of ${names.join(", ")}: the budget for showing that nothing is smaller was spent.`,
  ];
}

function cellsOf({ entry, model, first, shown, seconds }: Hunted, seeds: number): string[] {
  const { estimate } = entry;
  const median = medianOf(first, seeds)?.toLocaleString("en-US") ?? "-";
  return [
    entry.id,
    entry.title,
    model.name,
    entry.breaks,
    shown === null ? "not found" : traceOf(entry, shown),
    estimate === undefined ? "" : `${estimate.tasks} / ${estimate.preemptions}`,
    `${first.length}/${seeds}`,
    median,
    seconds.toFixed(1),
  ];
}

function traceOf({ id, title }: Hunted["entry"], shown: NonNullable<Hunted["shown"]>): string {
  const { tasks, preemptions, steps } = shown.size;
  const name = galleryName({ flaw: { id, title }, counterexample: shown });
  return `[${tasks} / ${preemptions} / ${steps}](../reports/gallery/${name}.txt)`;
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
