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
    "write_lock(mmu_lock)",
    "WRITE_ONCE(mmu_invalidate_seq, 1)",
    "write_unlock(mmu_lock)",
  ]);
});

test("however little room there is, what must be seen stays, in order and with its step's number", () => {
  const weights = weighSteps(late.trace, "soundness");
  const must = late.trace.steps.flatMap((step, index) =>
    weights[index] === MUST ? [`${index + 1} ${step.text}`] : [],
  );
  const rows = renderTrace(late.trace, { claim: "soundness", lines: 0 }).lines.slice(0, -1);
  const seen = rows
    .map((line) => /^ {0,4}(?:… )?(\d+) +(?:<\w+> +)?(.*?)(?: {2,}<.*)?$/.exec(line))
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

test("however little room there is, no lock is seen to be dropped that was not seen to be taken", () => {
  const { trace } = late;
  for (let lines = 0; lines < trace.steps.length + 5; lines++) {
    const rows = renderTrace(trace, { claim: "soundness", lines }).lines;
    const isShown = (number: number): boolean =>
      rows.some((row) => new RegExp(String.raw`^ {0,4}(… )?${number} `).test(row));
    const sections = [
      [1, 9],
      [2, 8],
      [10, 23],
    ] as const;
    for (const [taken, dropped] of sections) {
      expect([trace.steps[taken - 1]!.label, lines, isShown(taken)]).toEqual([
        trace.steps[dropped - 1]!.label,
        lines,
        isShown(dropped),
      ]);
    }
  }
});

test("what is left out is marked where it is missing, and summed up", () => {
  const { lines } = renderTrace(late.trace, { claim: "soundness", lines: 0 });
  const numbers = lines
    .slice(0, -1)
    .map((line) => /^ {0,4}(… )?(\d+) /.exec(line))
    .filter((match) => match !== null);
  numbers.forEach(([, mark, number], at) => {
    // Steps 12 to 20 are folded as a loop.
    const before = number === "21" ? 20 : Number(numbers[at - 1]?.[2] ?? 0);
    expect(mark !== undefined, `before ${number}`).toBe(Number(number) > before + 1);
  });
  const summary = /^… (\d+) steps of vCPU and (\d+) of notifier left out: replay --all shows them$/.exec(lines.at(-1)!);
  expect(Number(summary?.[1]) + Number(summary?.[2]) + numbers.length + 9).toBe(late.trace.steps.length);
});
