import { galleryName } from "../../src/report/gallery.ts";
import type { Finding } from "../../src/report/finding.ts";
import type { Judged } from "./judge.ts";
import type { System } from "./systems.ts";

const HEAD = ["", "design", "verdict", "shown", "c / t / p / steps", "reference", ""];

/** `docs/verdicts.md`: a table for each system. `judged` has all of their rows. */
export function verdictsPage(systems: readonly System[], judged: readonly Judged[]): string {
  const tables = systems.flatMap(({ title, rows }) => [
    `## ${title}`,
    "",
    line(HEAD),
    line(HEAD.map(() => "---")),
    ...judged.filter(({ row }) => rows.includes(row)).map((one) => line(cellsOf(one))),
    "",
  ]);
  const runs = judged.reduce((sum, { schedules }) => sum + schedules, 0);
  return [
    "# Verdicts on three systems",
    "",
    "Written by `npm run verdicts -- --doc`: each design judged as `npm run check -- --design NAME` judges it, seed 1, by all",
    "properties of its model. `shown`: the smallest run that breaks what the reference is about, as commands, tasks,",
    "preemptions, steps, with its trace. `reference`: the verdict that was expected, in two words; where the checker's is",
    "another, or says more, the last column leads to why. `@` turns a knob: a mistake that the discussion warns of.",
    "",
    ...tables,
    `${judged.length} designs, ${runs.toLocaleString("en-US")} schedules.`,
    ...judged.flatMap(({ row, trouble }) => (trouble === "" ? [] : [`${row.id}: ${trouble}`])),
    "",
  ].join("\n");
}

function cellsOf({ row, broken, shown, flaw, schedules }: Judged): string[] {
  const { id, design, reference, note } = row;
  const verdict =
    broken.length === 0 ? `held over ${schedules.toLocaleString("en-US")} schedules` : `BROKEN ${broken.join(", ")}`;
  const trace = shown === null ? ["", ""] : [shown.counterexample.property, sizeOf({ ...shown, flaw })];
  return [id, `\`${design}\``, verdict, ...trace, reference, note === undefined ? "" : `[why](${note})`];
}

/** With a link to the trace. */
function sizeOf(shown: Pick<Finding, "flaw" | "counterexample">): string {
  const { size, proved } = shown.counterexample;
  const { commands, tasks, preemptions, steps } = size;
  const text = `${commands} / ${tasks} / ${preemptions} / ${steps}${proved ? "" : ", not proved minimal"}`;
  return `[${text}](../reports/gallery/${galleryName(shown)}.txt)`;
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
