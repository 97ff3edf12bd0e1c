import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readOptions } from "../../bench/options.ts";
import { loadPart, partNames } from "../../bench/parts.ts";
import { markdownOf, PartReport, readPart, writePart } from "../../bench/report.ts";

const folder = mkdtempSync(join(tmpdir(), "s2check-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(partNames())("%s says what it is and has whole numbers as defaults", async (name) => {
  const { title, options } = await loadPart(name);
  expect(title).toMatch(/^[a-z].{20,}[^.]$/);
  expect(Object.values(options).every((value) => Number.isInteger(value) && value > 0)).toBe(true);
});

test("a part that is not there, in one sentence", async () => {
  await expect(loadPart("spead")).rejects.toThrow(/no part of the benchmarks is called "spead"; there are .*speed/);
});

test("options are whole numbers that the part knows", () => {
  const defaults = { seeds: 20, cap: 10_000 };
  expect(readOptions([], defaults)).toEqual(defaults);
  expect(readOptions(["--seeds", "3"], defaults)).toEqual({ seeds: 3, cap: 10_000 });
  expect(() => readOptions(["--cap", "many"], defaults)).toThrow(
    '--cap takes a whole number from 1 to 9999999, not "many"',
  );
  expect(() => readOptions(["--cap", "0"], defaults)).toThrow("--cap takes a whole number");
  expect(() => readOptions(["--rounds", "3"], defaults)).toThrow("--rounds");
});

test("what a part reports is printed, kept and put on one page", () => {
  const printed: string[] = [];
  const report = new PartReport((text) => printed.push(text));
  report.table({ title: "Bugs", head: ["", "found"], rows: [["a|b", "3"]], notes: ["Of 3."], data: [3] });
  report.aim({ what: "all found", got: "3 of 3", met: true });
  report.aim({ what: "at once", got: "in 7", met: false });
  expect(printed).toEqual([
    "Bugs\n    found\n──────────\na|b     3\nOf 3.\n",
    "met: all found: 3 of 3",
    "NOT MET: at once: in 7",
  ]);

  const { tables, aims } = report;
  writePart(folder, {
    part: "bugs",
    title: "what is found",
    node: "v24",
    options: { seeds: 3 },
    seconds: 66,
    aims,
    tables,
  });
  expect(markdownOf([readPart(folder, "bugs")])).toBe(
    [
      "# Benchmarks of s2check",
      "",
      "Node v24, 1.1 minutes; 1 of 2 aims met.",
      "",
      "## bugs: what is found",
      "",
      "66 s with --seeds 3.",
      "",
      "- met: all found: 3 of 3",
      "- NOT MET: at once: in 7",
      "",
      "### Bugs",
      "",
      "|  | found |",
      "| --- | ---: |",
      "| a\\|b | 3 |",
      "",
      "Of 3.",
      "",
    ].join("\n"),
  );
});
