import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Aim, BenchOptions, BenchReport, BenchTable } from "./part.ts";
import { aimText, tableMarkdown, tableText } from "./print.ts";

/** What a part found, as `NAME.json`. */
export interface PartDocument {
  readonly part: string;
  readonly title: string;
  readonly node: string;
  readonly options: BenchOptions;
  readonly seconds: number;
  readonly aims: readonly Aim[];
  readonly tables: readonly BenchTable[];
}

/** Prints what comes and keeps it. */
export class PartReport implements BenchReport {
  readonly tables: BenchTable[] = [];
  readonly aims: Aim[] = [];
  readonly #print: (text: string) => void;

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  table(table: BenchTable): void {
    this.tables.push(table);
    this.#print(tableText(table));
  }

  aim(aim: Aim): void {
    this.aims.push(aim);
    this.#print(aimText(aim));
  }
}

export function writePart(folder: string, document: PartDocument): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(folder, document.part), `${JSON.stringify(document, null, 1)}\n`);
}

export function readPart(folder: string, part: string): PartDocument {
  return JSON.parse(readFileSync(fileOf(folder, part), "utf8")) as PartDocument;
}

/** All parts on one page. */
export function markdownOf(parts: readonly PartDocument[]): string {
  const aims = parts.flatMap((part) => part.aims);
  const met = aims.filter((aim) => aim.met).length;
  const minutes = parts.reduce((sum, part) => sum + part.seconds, 0) / 60;
  return [
    "# Benchmarks of s2check",
    "",
    `Node ${parts[0]?.node ?? ""}, ${minutes.toFixed(1)} minutes; ${met} of ${aims.length} aims met.`,
    "",
    ...parts.flatMap((part) => [
      `## ${part.part}: ${part.title}`,
      "",
      `${part.seconds.toFixed(0)} s with ${optionsText(part.options)}.`,
      "",
      ...part.aims.map((aim) => `- ${aimText(aim)}`),
      ...(part.aims.length === 0 ? [] : [""]),
      ...part.tables.map(tableMarkdown),
    ]),
  ].join("\n");
}

function optionsText(options: BenchOptions): string {
  const all = Object.entries(options).map(([name, value]) => `--${name} ${value}`);
  return all.length === 0 ? "no options" : all.join(" ");
}

function fileOf(folder: string, part: string): string {
  return join(folder, `${part}.json`);
}
