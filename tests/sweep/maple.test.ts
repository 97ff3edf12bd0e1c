import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { nested } from "../../models/nested/model.ts";
import coverage from "../../properties/coverage.ts";
import { designNamed } from "../../src/check/design-named.ts";
import { judgeOf } from "../../src/check/judge.ts";
import { Execution } from "../../src/core/execution.ts";
import { replay } from "../../src/core/replay.ts";
import { parseLine } from "../../src/corpus/line.ts";
import type { SweepDocument } from "../../src/report/sweep/document.ts";
import type { NestedDesign } from "../../models/nested/reverse-map.ts";
import type { AnyProperty } from "../../src/check/catalogue.ts";
import { programOf } from "../../src/scenario/program.ts";
import { swept } from "./swept.ts";

vi.setConfig({ hookTimeout: 120_000 });

let out = "";
let document: SweepDocument;
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "s2check-sweep-"));
  document = await swept(out, {
    folder: join(import.meta.dirname, "../../properties"),
    properties: ["coverage"],
    design: "maple-v3",
    knobs: ["valueEncoding=xaMk,rawZeroable", "overlapPolicy=spanUnknown,multi"],
    scenarios: 20,
  });
});
afterAll(() => rmSync(out, { recursive: true }));

test("nested IPA 0 kept as NULL is unsafe in a maple tree; an interval tree keeps no words", () => {
  expect(document.causes.map(({ values }) => values)).toEqual([
    { valueEncoding: "rawZeroable", overlapPolicy: "spanUnknown" },
  ]);
  const { verdict, needs } = document.values.find(({ value }) => value === "rawZeroable")!;
  expect([verdict, needs]).toEqual(["depends", ["only with overlapPolicy = multi"]]);
});

test("its race is one command, and what a report prints of it breaks the same property again", () => {
  const finding = document.causes[0]!.findings[0]!;
  expect(finding.counterexample.size).toMatchObject({ commands: 1, tasks: 1, preemptions: 0 });
  const { design, mended, scenario, schedule } = parseLine(finding.replay);
  const variant = designNamed(design, nested.designs).mend(mended) as NestedDesign;
  const { claims } = judgeOf([coverage as unknown as AnyProperty]);
  const execution = new Execution(programOf(nested, scenario(nested), variant, claims as never));
  execution.run(replay(schedule));
  expect(execution.violations.map(({ message }) => message)).toEqual([finding.counterexample.message]);
});
