import { getBorderCharacters, table } from "table";
import { PLAIN } from "./paint.ts";
import type { Paint } from "./paint.ts";
import { asDeclared } from "./result.ts";
import type { CellResult, CheckResult, DesignInfo, PropertyInfo } from "./result.ts";
import { NOT_DECLARED, verdictOf } from "./verdict.ts";

/** Part of the matrix that fits the width; `cells` by property, then design. */
interface Band {
  readonly properties: readonly PropertyInfo[];
  readonly designs: readonly DesignInfo[];
  readonly cells: readonly CellResult[];
}

/** Properties down, designs across; one table a model, cut into several where it is wider than `width`. */
export function renderMatrix(result: CheckResult, width: number, paint: Paint = PLAIN): string[] {
  const models = [...new Set(result.designs.map((design) => design.model))];
  const tables = models.map((model) => {
    const designs = result.designs.filter((design) => design.model === model);
    const properties = result.properties.filter((property) => property.model === model);
    const bands = split({ properties, designs, cells: result.cells }, width).map((band) => renderBand(band, paint));
    return [...(models.length > 1 ? [paint.heading(model)] : []), ...separated(bands)];
  });
  return separated(tables);
}

function separated(blocks: readonly (readonly string[])[]): string[] {
  return blocks.flatMap((block, at) => (at === 0 ? block : ["", ...block]));
}

function split(whole: Band, width: number): Band[] {
  const perBand = Math.max(1, Math.floor((width - firstColumn(whole)) / (columnWidth(whole) + 1)));
  return Array.from({ length: Math.ceil(whole.designs.length / perBand) }, (_, at) => ({
    ...whole,
    designs: whole.designs.slice(at * perBand, (at + 1) * perBand),
  }));
}

function firstColumn({ properties }: Band): number {
  return Math.max(0, ...properties.map((property) => property.name.length));
}

/** The longest part that cannot be broken: names break behind hyphens, `not exercised` at its space. */
function columnWidth({ designs, cells }: Band): number {
  const names = designs.flatMap(({ name }) => name.split(/(?<=-)/));
  const words = cells.map(verdictOf).flatMap((word) => (word.endsWith(NOT_DECLARED) ? [word] : word.split(" ")));
  return Math.max(...[...names, ...words].map((part) => part.length));
}

function renderBand(band: Band, paint: Paint): string[] {
  const { properties, designs, cells } = band;
  const rows = properties.map(({ name }) => [
    name,
    ...designs.map((design) => {
      const cell = cells.find((c) => c.design === design.name && c.property === name);
      return cell === undefined ? "-" : painted(cell, paint);
    }),
  ]);
  const text = table([["", ...designs.map((design) => design.name)], ...rows], {
    border: {
      ...getBorderCharacters("void"),
      bodyJoin: " ",
      joinBody: "-",
      joinLeft: "",
      joinRight: "",
      joinJoin: "-",
    },
    columnDefault: { paddingLeft: 0, paddingRight: 0, width: columnWidth(band), wrapWord: true },
    columns: [{ width: firstColumn(band) }],
    drawHorizontalLine: (line) => line === 1,
    drawVerticalLine: (line) => line > 0 && line <= designs.length,
  });
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.trimEnd());
}

function painted(cell: CellResult, paint: Paint): string {
  const text = verdictOf(cell);
  if (cell.verdict === "not exercised" || cell.verdict === "undecided") {
    return paint.doubtful(text);
  }
  return asDeclared(cell) ? (cell.verdict === "held" ? paint.good(text) : text) : paint.bad(text);
}
