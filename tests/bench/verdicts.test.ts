import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { designOf, judge } from "../../bench/verdicts/judge.ts";
import { verdictsPage } from "../../bench/verdicts/page.ts";
import { SYSTEMS } from "../../bench/verdicts/systems.ts";
import type { Row } from "../../bench/verdicts/systems.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { JobPool } from "../../src/check/pool.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const catalogue = await loadCatalogue(PROPERTIES);
const rows = SYSTEMS.flatMap((system) => system.rows);
const rowNamed = (id: string): Row => rows.find((row) => row.id === id)!;

describe("the rows", () => {
  it.each(SYSTEMS)("of $title are all designs of its models, and no others", ({ models, rows: own }) => {
    const base = own.map((row) => designOf(row, catalogue).design.name.split("@")[0]!);
    const designs = catalogue.models.filter(({ name }) => models.includes(name)).flatMap((model) => model.designs);
    expect([...new Set(base)].toSorted()).toEqual(designs.map(({ name }) => name).toSorted());
  });

  it("have names of their own, and properties that are there", () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const missing = rows.filter((row) => {
      const { model } = designOf(row, catalogue);
      return row.breaks !== null && !catalogue.properties.some((one) => one.model === model && one.name === row.breaks);
    });
    expect(missing).toEqual([]);
  });
});

describe("docs/verdicts.md", () => {
  const cells = readFileSync(inProject("docs/verdicts.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("`"))
    .map((line) => line.slice(2, -2).split(" | "));

  it("has every row, in its place", () => {
    expect(cells.map(([id, design]) => [id, design])).toEqual(rows.map(({ id, design }) => [id, `\`${design}\``]));
  });

  it.each(cells)("%s: %s is as expected, or it is said why not", (id, _design, verdict, _shown, size) => {
    const { breaks, note } = rowNamed(id);
    const broken = verdict.startsWith("BROKEN") ? verdict.slice("BROKEN ".length).split(", ") : [];
    const isExpected = breaks === null ? broken.length === 0 : broken.includes(breaks);
    expect(isExpected || note !== undefined).toBe(true);
    const trace = /\((.*)\)/.exec(size)?.[1];
    expect(trace === undefined ? broken : existsSync(join(inProject("docs"), trace))).toEqual(
      trace === undefined ? [] : true,
    );
  });

  it.each(rows.filter(({ note }) => note !== undefined))("$id leads to a page that is there", ({ note }) => {
    const [page, anchor] = note!.split("#");
    const text = readFileSync(join(inProject("docs"), page!), "utf8");
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => anchorOf(title!));
    expect(anchor === undefined || anchors.includes(anchor)).toBe(true);
  });
});

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");

describe("a row that is judged", () => {
  let pool: JobPool;
  const corpus = mkdtempSync(join(tmpdir(), "s2check-verdicts-"));
  beforeAll(() => void (pool = new JobPool(() => {})));
  afterAll(async () => {
    await pool.close();
    rmSync(corpus, { recursive: true });
  });

  it("shows the property that it is about, by the trace of the flaw, the corpus or itself", async () => {
    const options = { pool, catalogue, corpus, scenarios: 100 };
    const judged = await Promise.all(
      [rowNamed("001-D"), rowNamed("pKVM-root"), rowNamed("001-B-inner"), rowNamed("001-F")].map((row) =>
        judge(row, options),
      ),
    );
    expect(judged.map(({ shown }) => shown?.counterexample.property)).toEqual([
      "deadlock",
      "use-after-free",
      "deadlock",
      undefined,
    ]);
    expect(judged.map(({ flaw }) => flaw?.id)).toEqual(["L-6", "E24", "001-B-inner", undefined]);
    const page = verdictsPage(SYSTEMS, judged);
    expect(page).toMatch(/\| 001-F \| `fixed-chunk` \| held over [\d,]+ schedules \| {2}\| {2}\| correct \| {2}\|/);
    expect(page).toMatch(
      /\| pKVM-root \| `pkvm@rootCounts=first` \| BROKEN .*\| use-after-free \| \[1 \/ 1 \/ 0 \/ \d+\]\(.*E24-pkvm@rootCounts=first-use-after-free.txt\)/,
    );
  });
});
