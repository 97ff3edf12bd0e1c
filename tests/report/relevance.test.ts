import { expect, test } from "vitest";
import { parseSchedule } from "../../src/core/schedule.ts";
import { renderFinding } from "../../src/report/text.ts";
import { MUST, QUIET, weighSteps } from "../../src/report/relevance.ts";
import { renderTrace } from "../../src/report/table.ts";
import { chunks, chunksTelling } from "./examples/chunks.ts";
import { findingOf, told } from "./examples/found.ts";
import { shadow, shadowTelling } from "./examples/shadow.ts";

const late = told(chunks, "soundness", chunksTelling, parseSchedule("1:0x3.1x20"));
const unseen = findingOf(shadow, "soundness", shadowTelling);

test("what only one task reads and nobody writes is quiet; writes that others see, waits, notes and the end are not", () => {
  const weights = weighSteps(unseen.trace, "soundness");
  const texts = (weight: number): string[] =>
    unseen.trace.steps.flatMap((step, index) => (weights[index] === weight ? [step.text] : []));
  expect(texts(QUIET)).toEqual(["srcu_read_lock(srcu)", "READ_ONCE(guest_s2[0]) = 3", "srcu_read_unlock(srcu)"]);
  expect(texts(MUST)).toEqual([
    "WRITE_ONCE(revmap[3], 0)",
    "WRITE_ONCE(mmu_invalidate_seq, 1)",
    "write_unlock(mmu_lock)",
  ]);
});

test("however little room there is, what must be seen stays, in order and with its step's number", () => {
  const weights = weighSteps(late.trace, "soundness");
  const must = late.trace.steps.flatMap((step, index) =>
    weights[index] === MUST ? [`${index + 1} ${step.text}`] : [],
  );
  const rows = renderTrace(late.trace, { claim: "soundness", lines: 0 }).lines;
  const seen = rows
    .map((line) => /^ *(\d+) +(?:<\w+> +)?(.*?)(?: {2,}<.*)?$/.exec(line))
    .filter((match) => match !== null);
  const shown = seen.map(([, number, text]) => `${number} ${text}`);
  expect(shown.filter((line) => must.includes(line))).toEqual(must);
  expect(shown.length).toBeLessThan(must.length + 3);
  expect(must).toContain("24 WRITE_ONCE(shadow0[11], frame 7)");
});

test("more room shows more, and asked for every step it shows every step", () => {
  const shown = (lines: number): number => renderTrace(late.trace, { claim: "soundness", lines }).lines.length;
  const counts = [6, 8, 10, 12, 14, 16, 18, 20].map(shown);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  const every = renderFinding(late, { every: true }).filter((line) => /^ ?\d+ /.test(line));
  expect(every).toHaveLength(late.trace.steps.length);
});
