import { expect, test } from "vitest";
import { free_unlinked_table_now, stage2_free_unlinked_table } from "../../../models/pgtable/free-unlinked.ts";
import type { FreeUnlinked } from "../../../models/pgtable/mm-ops.ts";
import { Host } from "./host.ts";
import { replayLine } from "./replay.ts";
import { readVectors } from "./vector-file.ts";
import type { RecordedResult, RecordedState, VectorLine } from "./vector-file.ts";

/** Small lines with something of everything. */
const lines = readVectors("pgtable-race-vectors").slice(0, 60);

const changed = <T>(list: readonly T[], at: number, entry: T): T[] => list.map((old, i) => (i === at ? entry : old));

/** The first line with a result that `edit` knows how to falsify, falsified. */
function withResult(edit: (result: RecordedResult) => RecordedResult | null): VectorLine {
  for (const line of lines) {
    for (const [i, result] of line.results.entries()) {
      const edited = edit(result);
      if (edited !== null) {
        return { ...line, results: changed(line.results, i, edited) };
      }
    }
  }
  throw new Error("no line has such a result");
}

function withState(edit: (state: RecordedState) => RecordedState | null): VectorLine {
  for (const line of lines) {
    for (const [i, state] of line.states.entries()) {
      const edited = state === null ? null : edit(state);
      if (edited !== null) {
        return { ...line, states: changed(line.states, i, edited) };
      }
    }
  }
  throw new Error("no line has such a state");
}

const has = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0;

test.for<[field: string, line: () => VectorLine]>([
  ["r", () => withResult((result) => (result.r === -11 ? { ...result, r: 0 } : null))],
  ["ev[1]", () => withResult((result) => (result.ev.length > 1 ? { ...result, ev: result.ev.toReversed() } : null))],
  ["ev[0]", () => withResult((result) => (result.ev[0]?.[0] === "T" ? { ...result, ev: [] } : null))],
  ["dc[0]", () => withResult((result) => (has(result.dc) ? { ...result, dc: [] } : null))],
  ["ic[0]", () => withResult((result) => (has(result.ic) ? { ...result, ic: [] } : null))],
  ["warn", () => withResult((result) => ({ ...result, warn: 1 }))],
  ["mc", () => withResult((result) => (result.mc === undefined ? null : { ...result, mc: result.mc + 1 }))],
  ["leaves[0]", () => withState((state) => (has(state.leaves) ? { ...state, leaves: [] } : null))],
  [
    "tables[0]",
    () =>
      withState(({ tables, ...state }) => ({
        ...state,
        tables: tables.map(([a, b, c, n, m]) => [a, b, c, n + 1, m] as const),
      })),
  ],
  ["annots[0]", () => withState(({ annots, ...state }) => (has(annots) ? state : null))],
  ["pending[0]", () => withState(({ pending, ...state }) => (has(pending) ? state : null))],
  ["live", () => withState((state) => ({ ...state, live: state.live + 1 }))],
  ["init", () => ({ ...lines[0]!, init: { ...lines[0]!.init, pgd_pages: 3 } })],
])("a recording that is not what happened differs in %s", ([field, line]) => {
  const falsified = line();
  const { mismatch } = replayLine(falsified);
  expect(mismatch?.field).toMatch(field.startsWith("ev") ? /^ev\[\d+\]$/ : field);
  expect(mismatch?.line).toBe(falsified.id);
  expect(mismatch!.expected).not.toBe(mismatch!.got);
});

/** The field in which the first line differs that does, on a machine that is not the recorded one. */
function firstWrong(change: (line: VectorLine) => VectorLine["cfg"]): string | undefined {
  for (const line of lines) {
    const machine = { ...line, cfg: change(line) };
    const { mismatch } = replayLine(line, (world, g) => new Host(world, machine, g));
    if (mismatch !== null) {
      return mismatch.field.replace(/\[.*/, "");
    }
  }
  return undefined;
}

test("a machine with other CPUs differs", () => {
  expect(firstWrong(({ cfg }) => ({ ...cfg, fwb: 1 - cfg.fwb }))).toBeDefined();
  expect(firstWrong(({ cfg }) => ({ ...cfg, tlbirange: 1 - cfg.tlbirange }))).toBe("ev");
  expect(firstWrong(({ cfg }) => ({ ...cfg, xnx: 1 - cfg.xnx }))).toBe("r");
  expect(firstWrong(({ cfg }) => ({ ...cfg, as_s1: 1 - cfg.as_s1 }))).toBeDefined();
});

const forgets: FreeUnlinked = function* forget() {};

const freesTwice: FreeUnlinked = function* freeTwice(mm_ops, page, level) {
  yield* free_unlinked_table_now(mm_ops, page, level);
  yield* free_unlinked_table_now(mm_ops, page, level);
};

test.for<[name: string, free: FreeUnlinked]>([
  ["forgets the table", forgets],
  ["frees it twice", freesTwice],
  ["frees it at once everywhere", free_unlinked_table_now],
  ["waits for a grace period everywhere", stage2_free_unlinked_table],
])("a platform that %s differs", ([, free]) => {
  const differs = lines.some(
    (line) => replayLine(line, (world, g) => new Host(world, line, g, free)).mismatch !== null,
  );
  expect(differs).toBe(true);
});
