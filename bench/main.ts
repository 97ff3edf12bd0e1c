/**
 * `npm run bench` runs all parts, each in a process of its own, since what one part has compiled would slow the next one down;
 * `npm run bench -- speed --rounds 21` runs one. Both print, and write to reports/bench.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readOptions } from "./options.ts";
import { loadPart, partNames } from "./parts.ts";
import { markdownOf, PartReport, readPart, writePart } from "./report.ts";

const REPORTS = fileURLToPath(new URL("../reports/bench", import.meta.url));

async function runPart(name: string, args: readonly string[]): Promise<void> {
  const part = await loadPart(name);
  const options = readOptions(args, part.options);
  const report = new PartReport((text) => console.log(text));
  const start = performance.now();
  await part.run(options, report);
  const seconds = (performance.now() - start) / 1_000;
  const { tables, aims } = report;
  writePart(REPORTS, { part: name, title: part.title, node: process.version, options, seconds, aims, tables });
}

function runAll(): void {
  const script = fileURLToPath(import.meta.url);
  for (const name of partNames()) {
    console.log(`\n== ${name} ==\n`);
    const { status } = spawnSync(process.execPath, [...process.execArgv, script, name], { stdio: "inherit" });
    if (status !== 0) {
      throw new Error(`the part ${name} ended with code ${status}`);
    }
  }
  const page = markdownOf(partNames().map((name) => readPart(REPORTS, name)));
  const file = join(REPORTS, "report.md");
  writeFileSync(file, page);
  console.log(`\n${page.split("\n")[2]} The whole report: ${file}`);
}

async function help(): Promise<void> {
  console.log("npm run bench [-- PART [--OPTION NUMBER]…]\n");
  for (const name of partNames()) {
    const { title, options } = await loadPart(name);
    const defaults = Object.entries(options).map(([option, value]) => ` --${option} ${value}`);
    console.log(`  ${name.padEnd(12)}${title}\n${" ".repeat(14)}${defaults.join("").trimStart()}`);
  }
}

try {
  const [name, ...args] = process.argv.slice(2);
  await (name === undefined ? runAll() : /^(-h|--help|help)$/.test(name) ? help() : runPart(name, args));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
