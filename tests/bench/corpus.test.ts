import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bugsOf } from "../../bench/corpus/entries.ts";
import { hunt } from "../../bench/corpus/hunt.ts";
import { keep } from "../../bench/corpus/keep.ts";
import { printHunt } from "../../bench/corpus/print.ts";
import { nested } from "../../models/nested/model.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import type { AnyModel } from "../../src/check/catalogue.ts";
import { JobPool } from "../../src/check/pool.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import type { CorpusEntry } from "../../src/scenario/model.ts";

const catalogue = await loadCatalogue(PROPERTIES);

const entry = (id: string, turned: CorpusEntry["turned"]): CorpusEntry => ({
  id,
  title: `bug ${id}`,
  source: "123456789abc",
  design: "maple-v2",
  turned,
  breaks: "encoding",
  estimate: { tasks: 1, preemptions: 0 },
});

const model = {
  ...nested,
  corpus: [
    entry("E10", { valueEncoding: "rawZeroable" }),
    entry("E9b", { valueEncoding: "rawZeroable" }),
    entry("E9a", { valueEncoding: "xaMk" }),
  ],
} as unknown as AnyModel;

let pool: JobPool;
const folder = mkdtempSync(join(tmpdir(), "s2check-corpus-"));
beforeAll(() => void (pool = new JobPool(() => {})));
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

test("entries come in the order of their numbers, all or those asked for", () => {
  const ids = (asked: readonly string[]): string[] => bugsOf([model], asked).map((bug) => bug.entry.id);
  expect(ids([])).toEqual(["E9a", "E9b", "E10"]);
  expect(ids(["E9"])).toEqual(["E9a", "E9b"]);
  expect(ids(["E9b", "E10"])).toEqual(["E9b", "E10"]);
});

test("what is not there is said in a sentence", () => {
  expect(() => bugsOf([model], ["E1"])).toThrow("the corpus has no entry E1: it has E9a, E9b, E10");
  const wrong = { ...model, corpus: [entry("E1", { valueEncodin: "no" })] };
  expect(() => bugsOf([wrong])).toThrow(/has no knob "valueEncodin": did you mean valueEncoding\?/);
});

test("every entry of every corpus is there, once in a model, and breaks a property of it", () => {
  const bugs = bugsOf(catalogue.models);
  expect(new Set(bugs.map((bug) => `${bug.model.name} ${bug.entry.id}`)).size).toBe(bugs.length);
  const judged = bugs.filter(({ model: { name }, entry: { breaks } }) =>
    catalogue.properties.some((property) => property.name === breaks && property.model.name === name),
  );
  expect(judged.length).toBe(bugs.length);
});

test("a bug is found, made small, printed and kept", async () => {
  const [bug] = bugsOf([model], ["E10"]);
  const row = await hunt(bug!, { pool, corpus: folder, seeds: 2 });
  expect(row.first.length).toBe(2);
  expect(row.shown).toMatchObject({ design: "maple-v2@valueEncoding=rawZeroable", property: "encoding" });
  const text = printHunt([{ ...row, first: [7, 3], seconds: 1 }], 2);
  expect(text).toContain(
    "1 of 1 found, 1 of 1 by number; schedules to the first break: median, least and most of 2 seeds",
  );
  expect(text).toMatch(/E10 +\| nested +\| encoding +\| 2\/2 +\| 3 +\| 3 +\| 7 +\| 1 +\| 0 +\| \d+ +\| yes +\| 1\/0/);
  const path = keep(folder, row, catalogue);
  expect(basename(path)).toBe("E10-maple-v2@valueEncoding=rawZeroable-encoding.json");
  expect(readFileSync(path.replace(/json$/, "txt"), "utf8")).toMatch(/^encoding broken by maple-v2@.*: E10, bug E10/);
});

test("a bug that is not found is told as such, with what stopped the search", () => {
  const [bug] = bugsOf([model], ["E9a"]);
  const row = { ...bug!, first: [], shown: null, trouble: "a deadlock that no property has taken on", seconds: 2 };
  const text = printHunt([row], 3);
  expect(text).toMatch(/E9a +\| nested +\| encoding +\| 0\/3 +\| - /);
  expect(text).toContain("0 of 1 found, 0 of 1 by number");
  expect(text).toContain("E9a: a deadlock that no property has taken on");
  expect(() => keep(folder, row, catalogue)).toThrow("E9a was not found");
});
