import { describe, expect, it } from "vitest";
import { measure } from "../../bench/oracles/measure.ts";
import { ROWS } from "../../bench/oracles/rows.ts";
import { oraclesSection } from "../../bench/oracles/section.ts";
import { tablesOf } from "../../bench/oracles/tables.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";

const catalogue = await loadCatalogue(PROPERTIES);

const a = (claim: string) => ({ a: claim, b: null, c: null });
const all = (acted: string, held: string) => ({ a: acted, b: held, c: "bbm-protocol" });

/** What each finds, in the order of the rows. */
const FOUND = [
  all("table-in-tlb", "table-in-tlb"),
  all("table-in-tlb", "table-in-tlb"),
  all("table-in-tlb", "table-in-tlb"),
  all("table-in-tlb", "table-in-tlb"),
  a("isolation"),
  a("refault"),
  a("refault"),
  all("tlb-conflict", "break-before-make"),
  all("tlb-conflict", "break-before-make"),
  all("tlb-conflict", "break-before-make"),
  all("tlb-conflict", "break-before-make"),
  a("isolation"),
  { a: null, b: "break-before-make", c: "bbm-protocol" },
  all("table-in-tlb", "table-in-tlb"),
  all("table-in-tlb", "table-in-tlb"),
];

describe.each(ROWS.map((row, at) => ({ ...row, found: FOUND[at]! })))("$trace", ({ found, ...row }) => {
  it("is seen by those that can", { timeout: 60_000 }, () => {
    const looked = measure(row, catalogue);
    expect(looked.found).toEqual(found);
    expect(Object.values(found).includes(null)).toBe(row.why !== "");
    const line = oraclesSection([row], [looked]).find((text) => text.startsWith(`| ${looked.id} `));
    expect(line).toContain(`| ${found.a ?? "-"} | ${found.b ?? "-"} | ${found.c ?? "-"} | ${row.why} |`);
  });

  it("is seen by none where it is mended", { timeout: 60_000 }, () => {
    expect(measure(row, catalogue, { runs: 1_000, isMended: true }).found).toEqual({ a: null, b: null, c: null });
  });
});

it("every entry whose knob is about TLBIs or breaks is a row", () => {
  const about = new Set([
    "tableFlush",
    "tableHint",
    "breakFlush",
    "bbm",
    "rangeHint",
    "relaxFlush",
    "relaxHint",
    "contextSync",
    "unmapOrder",
  ]);
  const entries = catalogue.models.flatMap((model) => (model.corpus ?? []).map((entry) => ({ model, entry })));
  const wanted = entries.filter(({ entry }) => Object.keys(entry.turned).some((knob) => about.has(knob)));
  const missing = wanted.filter(
    ({ model, entry }) => !ROWS.some(({ trace }) => trace.startsWith(`${entry.id}-${model.designs[0]!.name}@`)),
  );
  expect(missing.map(({ entry }) => entry.id)).toEqual([]);
});

it("a model without tables has nothing to look at", () => {
  expect(() => tablesOf("lifecycle", {})).toThrow("lifecycle has no tables");
});
