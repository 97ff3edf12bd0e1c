import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bugsOf } from "../../bench/corpus/entries.ts";
import { NOT_FOUND, NOTES } from "../../bench/corpus/notes.ts";
import { corpusPage, differs } from "../../bench/corpus/page.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { loadOne } from "../../src/corpus/corpus.ts";
import { galleryName } from "../../src/report/gallery.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { models } = await loadCatalogue(PROPERTIES);
const page = readFileSync(inProject("docs/corpus.md"), "utf8");

/** Every entry with the trace that the gallery has of it. */
const rows = bugsOf(models).map((bug) => {
  const { id, title, breaks } = bug.entry;
  const name = galleryName({
    flaw: { id, title },
    counterexample: { design: bug.design.name, property: breaks } as never,
  });
  const shown = loadOne(join(inProject("reports/gallery"), `${name}.json`), () => bug.model);
  return { ...bug, first: [1], shown, trouble: "", seconds: 0 };
});

describe("docs/corpus.md", () => {
  const written = corpusPage(rows, 1, []).split("\n");
  const figures = (line: string): string => line.split(" | ").slice(0, 6).join(" | ");
  const linesFor = (text: readonly string[]): string[] => text.filter((line) => /^\| [ES]\d/.test(line)).map(figures);

  it("has a line for each entry, with the size of its trace", () => {
    const [table] = page.split("## Where it takes");
    expect(linesFor(table!.split("\n"))).toEqual(linesFor(written));
  });

  it("has the notes, and says of which traces it is not proved that nothing is smaller", () => {
    const section = (text: string): string =>
      text.slice(text.indexOf("## Where it takes"), text.indexOf("## Three oracles"));
    expect(section(page).trimEnd()).toBe(section(`${written.join("\n")}## Three oracles`).trimEnd());
  });
});

it("what takes another number of tasks or preemptions than was thought has a note, and nothing else", () => {
  expect(rows.filter(differs).map(({ entry, model }) => `${entry.id} ${model.name}`)).toEqual(Object.keys(NOTES));
});

it("what is not found is no entry", () => {
  const ids = new Set(rows.map(({ entry }) => entry.id));
  expect(NOT_FOUND.filter(([id]) => ids.has(id))).toEqual([]);
});

it("an entry that is not found is a line that says so", () => {
  const [first] = rows;
  const text = corpusPage([{ ...first!, first: [], shown: null }], 5, ["more"]);
  expect(text).toMatch(/\| not found \| 1 \/ 0 \| 0\/5 \| - \| 0\.0 \|/);
  expect(text).toContain("0 of 1 found, 0 by number.");
  expect(text).toContain("None: each trace above is proved minimal.\n\nmore");
});
