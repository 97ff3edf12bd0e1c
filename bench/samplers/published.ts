import { readFileSync } from "node:fs";

/** A mean over 20 trials, of those that found the bug. */
export interface PublishedMean {
  readonly found: number;
  readonly mean: number;
}

type Table = ReadonlyMap<string, PublishedMean>;

function read(file: string): Table {
  const url = new URL(`../../tests/vectors/published/${file}`, import.meta.url);
  const rows = readFileSync(url, "utf8").trim().split("\n").slice(1);
  return new Map(
    rows.map((row) => {
      const [benchmark = "", tool = "", , found, mean] = row.split(",");
      return [`${benchmark.replace(/^CS\//, "").toLowerCase()} ${tool}`, { found: Number(found), mean: Number(mean) }];
    }),
  );
}

const surw = read("surw_asplos25_per_benchmark.csv");
const rff = read("rff_asplos24_per_benchmark.csv");

/** Columns of the published tables: the artefacts of SURW (ASPLOS 2025) and of RFF (ASPLOS 2024). */
export const PUBLISHED = [
  { title: "SURW", table: surw, tool: "SURW" },
  { title: "RFF", table: rff, tool: "RFF" },
  { title: "POS", table: surw, tool: "POS" },
  { title: "PCT-3", table: surw, tool: "PCT-3" },
  { title: "random", table: surw, tool: "RandomWalk" },
] as const;

/** Null where a program is not in the table. */
export function publishedMean(name: string, { table, tool }: (typeof PUBLISHED)[number]): PublishedMean | null {
  return table.get(`${name} ${tool}`) ?? null;
}
