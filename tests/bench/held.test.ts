import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Journal } from "../../bench/held/journal.ts";
import { printHeld } from "../../bench/held/print.ts";
import { searchHeld } from "../../bench/held/search.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";

const folder = mkdtempSync(join(tmpdir(), "s2check-held-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { models, properties } = await loadCatalogue(PROPERTIES);
const model = models.find(({ name }) => name === "pkvm")!;
const own = properties.filter((property) => property.model === model);
const options = { scenarios: 6, bound: 2, runs: 2_000 };
const row = searchHeld(model, model.designs[0]!, own, options);

test("scenarios are searched to the end, and nothing breaks", () => {
  expect({ ...row, seconds: 0 }).toMatchObject({ design: "pkvm", scenarios: 6, whole: 6, exhausted: 6, broken: [] });
  expect(row.schedules).toBeGreaterThanOrEqual(row.traces);
});

test("what breaks is told with its scenario", () => {
  const lost = model.designs[0]!.variants!.turned({ rootCounts: "first" });
  const { broken } = searchHeld(model, lost, own, { ...options, scenarios: 20 });
  expect(broken[0]).toMatch(/^[a-z-]+ in scenario \d+$/);
});

test("a row is known again while code and options are the same", () => {
  new Journal("one", folder).keep(row);
  expect(new Journal("one", folder).known("pkvm")).toEqual(row);
  expect(new Journal("two", folder).known("pkvm")).toBeUndefined();
});

test("the table says what was searched to the end", () => {
  const [head, , line] = printHeld([{ ...row, seconds: 3 }], options).split("\n");
  expect(head).toBe(
    "| design | model | scenarios | to bound 2 | traces | to bound 1 | schedules | steps | s | broken |",
  );
  expect(line).toMatch(/^\| pkvm \| pkvm \| 6 \| 6 \| [\d,]+ \| 6 \| [\d,]+ \| [\d,]+ \| 3 \| nothing \|$/);
});
