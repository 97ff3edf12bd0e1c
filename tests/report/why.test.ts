import { expect, test } from "vitest";
import { documentOf } from "../../src/report/document.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderReport } from "../../src/report/report.ts";
import { whyOf } from "../../src/report/why.ts";
import { findingOf } from "./examples/found.ts";
import { exampleResult } from "./examples/result.ts";
import { shadow, shadowTelling } from "./examples/shadow.ts";

const shown = findingOf(shadow, "soundness", { ...shadowTelling, flaw: null });
const result = exampleResult();
const flaws = ["G-1", "G-8", "G-9"].map((id) => ({ id, title: `what ${id} is` }));
const together = { ...shown, together: flaws };
const sentence = "no single flaw explains this: it goes away only with G-1, G-8 and G-9 mended together";

test("a counterexample is put down to its flaw, to several together, or to what it broke", () => {
  expect(whyOf({ ...shown, flaw: flaws[0]! })).toBe("G-1, what G-1 is");
  expect(whyOf(together)).toBe(sentence);
  expect(whyOf({ ...shown, together: flaws.slice(1) })).toContain("only with G-8 and G-9 mended together");
  expect(whyOf(shown)).toBe(shown.counterexample.message);
});

test("flaws that act together are named in text, JSON and HTML", async () => {
  const cells = result.cells.map((cell) => (cell.findings.length === 0 ? cell : { ...cell, findings: [together] }));
  const flat = renderReport({ ...result, cells })
    .join("\n")
    .replaceAll(/\s+/g, " ");
  expect(flat).toContain(sentence);
  const document = documentOf({ ...result, cells });
  const found = document.cells.flatMap((cell) => cell.findings)[0]!;
  expect(found.headline).toContain(sentence);
  expect(found.together.map(({ id }) => id)).toEqual(["G-1", "G-8", "G-9"]);
  expect(await renderHtml(document)).toContain(sentence);
});
