import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it, test } from "vitest";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";

const inProject = (path: string): URL => new URL(`../../${path}`, import.meta.url);

const page = readFileSync(inProject("docs/invariants.md"), "utf8");
const { properties, models } = await loadCatalogue(PROPERTIES);

interface Row {
  readonly id: string;
  readonly property: string;
  readonly models: string;
  readonly broken: string;
}

const LINK = /^\[(.*)\]\(\.\.\/properties\/\1\.ts\)$/;

/** Lines of the tables that name a property: from it on, the cells are the same in all of them. */
const rows: readonly Row[] = page.split("\n").flatMap((line) => {
  const cells = line.split("|").map((cell) => cell.trim());
  const at = cells.findIndex((cell) => LINK.test(cell));
  const [, property] = LINK.exec(cells[at] ?? "") ?? [];
  return property === undefined ? [] : [{ id: cells[1]!, property, models: cells[at + 1]!, broken: cells[at + 2]! }];
});

test("every property has a row, and no other name has one", () => {
  const named = new Set(rows.map(({ property }) => property));
  expect([...named].toSorted()).toEqual([...new Set(properties.map(({ name }) => name))].toSorted());
});

test("I1 to I27 and every letter of the reverse maps has a row", () => {
  const ids = new Set(rows.flatMap(({ id }) => id.split(", ")));
  const numbers = Array.from({ length: 27 }, (_, i) => `I${i + 1}`);
  const letters = "S S-seq C C2 E P P2 MIN NOSLEEP NOYIELD NOFAIL ERASE LOCK B-mono REF TAG GTLBI PERM UAF LIVE VNCR";
  const missing = [...numbers, "I1-hw", "I5'", "I6'", "strict P", ...letters.split(" ")].filter((id) => !ids.has(id));
  expect(missing).toEqual([]);
});

describe.each(rows.map((row) => [`${row.id}: ${row.property}`, row] as const))("%s", (_name, row) => {
  it("names the models that it is judged in", () => {
    const own = properties.filter(({ name }) => name === row.property).map(({ model }) => model.name);
    const named = row.models === "all" ? models.map(({ name }) => name) : row.models.split(", ");
    expect(named.toSorted()).toEqual(own.toSorted());
  });

  it("names something that breaks it", () => {
    const links = [...row.broken.matchAll(/\]\(\.\.\/([^)]*)\)/g)].map(([, path]) => path!);
    expect(links).not.toEqual([]);
    for (const path of links) {
      const text = readFileSync(inProject(path), "utf8");
      if (path.startsWith("reports/gallery/")) {
        const { property } = JSON.parse(readFileSync(inProject(path.replace(/txt$/, "json")), "utf8")) as {
          property: string;
        };
        expect({ file: basename(path), property }).toEqual({ file: basename(path), property: row.property });
      } else {
        expect(text).toContain(row.property);
      }
    }
  });
});
