import { readFileSync } from "node:fs";

/** One program of the table; a column that was not computed is NaN. Buggy: a claim is broken, or it deadlocks. */
export interface OracleRow {
  readonly name: string;
  readonly interleavings: number;
  readonly preemptions: number;
  readonly traces: number;
  readonly buggyTraces: number;
}

const figure = (text: string | undefined): number => (text === undefined || text === "" ? Number.NaN : Number(text));

/** Computed elsewhere, with dynamic programming and sleep sets. */
export const oracleTable: ReadonlyMap<string, OracleRow> = new Map(
  readFileSync(new URL("../vectors/published/reference_oracle_models.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .map((row) => ({
      name: row[0]!,
      interleavings: figure(row[3]),
      preemptions: figure(row[7]),
      traces: figure(row[8]),
      buggyTraces: figure(row[9]),
    }))
    .map((row) => [row.name, row] as const),
);
