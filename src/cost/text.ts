import { getBorderCharacters, table } from "table";
import type { Machine } from "./cost-model.ts";
import type { CostDocument, WorkloadDocument } from "./document.ts";
import { crossoverText, shortNumber, shortValue } from "./number.ts";
import { isOn } from "./same-machine.ts";
import { figuresShown } from "./figures-shown.ts";
import { wrap } from "../report/wrap.ts";

/** Columns of a mail; tables of many figures are wider. */
const WIDTH = 80;

/** Everything as text, lines. */
export function renderCost(cost: CostDocument): string[] {
  return [
    `What an unmap costs: ${cost.model}, ${cost.gib} GiB of L2, seed ${cost.seed}`,
    "",
    ...loops(cost),
    ...cost.workloads.flatMap((workload) => workloadText(cost, workload)),
    ...crossovers(cost),
    ...columns(cost),
    "",
    ...cost.remarks.flatMap((remark) => wrap(remark, WIDTH)),
  ];
}

const machineName = ({ granule, bits }: Machine): string => `${granule} pages, ${bits} bits`;

function loops({ loops: all, baseline }: CostDocument): string[] {
  const bits = [...new Set(all.map((loop) => loop.bits))];
  const granules = [...new Set(all.map((loop) => loop.granule))];
  const rows = granules.map((granule) => [
    granule,
    ...bits.map((own) => shortNumber(all.find((loop) => loop.granule === granule && loop.bits === own)!.steps)),
  ]);
  return [
    `Steps of ${baseline} over one empty shadow, executed`,
    "",
    ...aligned([["granule", ...bits.map((own) => `${own} bits`)], ...rows]),
    "",
  ];
}

function workloadText(cost: CostDocument, workload: WorkloadDocument): string[] {
  return [
    ...wrap(`${workload.name}: ${workload.title}`, WIDTH, "  "),
    `  an event: ${workload.event}`,
    "",
    ...cost.machines.flatMap((machine) => [...figureTable(cost, workload, machine), ...made(workload, machine), ""]),
  ];
}

function figureTable({ figures, machines }: CostDocument, { curves }: WorkloadDocument, machine: Machine): string[] {
  const own = curves.filter((curve) => isOn(curve, machine));
  const shown = figuresShown(figures, own);
  const rows = own.map((curve) => [
    curve.design,
    ...shown.map((figure) => shortValue(figure.unit, curve.figures[figure.name]!)),
  ]);
  const corner = machines.length > 1 ? machineName(machine) : "";
  return aligned([[corner, ...shown.map(({ heading }) => heading)], ...rows]);
}

/** Which sizes were executed, and for which the figures stand. */
function made({ machines }: WorkloadDocument, machine: Machine): string[] {
  const { axes, executed, at } = machines.find((candidate) => isOn(candidate, machine))!;
  const sizes = axes.map(({ name, sizes: own }) => `${name} = ${own.join(", ")}`).join("; ");
  const here = axes.map(({ name }, axis) => `${name} = ${at[axis]!.toLocaleString("en-US")}`).join(", ");
  return wrap(`executed at ${executed} sizes of (${sizes}); computed for ${here}`, WIDTH - 2, "  ").map(
    (line) => `  ${line}`,
  );
}

function crossovers({ crossovers: all, kinds, crossoverTitle, machines }: CostDocument): string[] {
  return [
    ...wrap(`Crossover: ${crossoverTitle}`, WIDTH, "  "),
    "",
    ...machines.flatMap((machine) => {
      const own = all.filter((candidate) => isOn(candidate, machine));
      const designs = [...new Set(own.map(({ design }) => design))];
      const rows = designs.map((design) => [
        design,
        ...kinds.map(({ name }) =>
          crossoverText(own.find((c) => c.design === design && c.kind === name)!.growth.at(-1)!),
        ),
      ]);
      return [...aligned([[machineName(machine), ...kinds.map(({ heading }) => heading)], ...rows]), ""];
    }),
  ];
}

function columns({ figures }: CostDocument): string[] {
  const rows = figures.map(({ heading, title }) => [heading.replaceAll("\n", " "), title]);
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  return rows.flatMap(([name = "", title = ""]) => {
    const [first = "", ...rest] = wrap(title, WIDTH - width - 2);
    return [`${name.padEnd(width)}  ${first}`, ...rest.map((line) => `${"".padEnd(width)}  ${line}`)];
  });
}

/** Names to the left, values to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const text = table(
    rows.map((row) => [...row]),
    {
      border: {
        ...getBorderCharacters("void"),
        bodyJoin: " ",
        joinBody: "-",
        joinJoin: "-",
        joinLeft: "",
        joinRight: "",
      },
      columnDefault: { paddingLeft: 0, paddingRight: 0, alignment: "right", verticalAlignment: "bottom" },
      columns: [{ alignment: "left" }],
      drawHorizontalLine: (line) => line === 1,
      drawVerticalLine: (line) => line > 0 && line < rows[0]!.length,
    },
  );
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.trimEnd());
}
