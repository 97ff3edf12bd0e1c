import { expect, test } from "vitest";
import { documentOf, printDocument } from "../../src/report/document.ts";
import { renderFinding } from "../../src/report/text.ts";
import { exampleResult } from "./examples/result.ts";

test("two runs differ in their times only", () => {
  const later = { ...exampleResult(), times: { total: 99, cells: { b: 2, a: 1 } } };
  const first = documentOf(exampleResult());
  const second = documentOf(later);
  expect(printDocument({ ...second, times: first.times })).toBe(printDocument(first));
  expect(Object.keys(second.times.cells)).toEqual(["a", "b"]);
  expect(Object.keys(first).at(-1)).toBe("times");
});

test("states can be put together again from the table of sections", () => {
  const result = exampleResult();
  const document = documentOf(result);
  const finding = result.cells[1]!.findings[0]!;
  const { trace, mail } = document.cells[1]!.findings[0]!;
  const states = [trace.initial, ...trace.steps.map((step) => step.state)];
  const original = [finding.trace.initial, ...finding.trace.steps.map((step) => step.state)];
  expect(states.map((numbers) => numbers.map((n) => document.sections[n]))).toEqual(original);
  expect(new Set(document.sections.map((section) => JSON.stringify(section))).size).toBe(document.sections.length);
  expect(mail).toEqual(renderFinding(finding));
});

test("the document survives JSON", () => {
  const document = documentOf(exampleResult());
  expect(JSON.parse(printDocument(document))).toEqual(document);
});
