import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { World } from "../../src/core/world.ts";
import { explore } from "../../src/explore/explore.ts";
import type { Exploration } from "../../src/explore/explore.ts";
import { TraceHash } from "../../src/explore/trace-hash.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { biasLock, brokenBiasLock } from "./programs/bias-lock.ts";
import { brokenMcsLock, mcsLock } from "./programs/mcs-lock.ts";
import { brokenSeqLock, seqLock } from "./programs/seq-lock.ts";
import { brokenSpinLock, spinLock, ttasLock } from "./programs/test-and-set-lock.ts";
import { brokenTicketLock, ticketLock } from "./programs/ticket-lock.ts";

interface All {
  /** By how many awaits a run made: the traces that are different. */
  readonly traces: ReadonlyMap<number, ReadonlySet<number>>;
  readonly result: Exploration;
}

function allOf<S>(program: Program<S>): All {
  const hash = new TraceHash();
  const traces = new Map<number, Set<number>>();
  const end = (log: readonly Op[], _steps: number, world: World): void => {
    const awaits = log.filter((op) => op.kind.name === "await").length;
    traces.set(awaits, (traces.get(awaits) ?? new Set()).add(hash.of(log, world)));
  };
  const execution = new Execution(program, { stopAtViolation: false, observers: [{ end }] });
  const everything = preemptionBounded({ maxBound: Number.POSITIVE_INFINITY });
  const result = explore(execution, everything, { runs: 100_000, until: () => false });
  expect([result.exhausted, result.halted]).toEqual([true, null]);
  return { traces, result };
}

/**
 * Executions as in the regression tests of GenMC 0.11 (tests/correct/data-structures, sequential consistency). It leaves out
 * those in which a loop makes a turn in vain: here, those with more awaits than needed.
 */
describe("as many executions as GenMC has", () => {
  test.each([
    { all: () => allOf(ticketLock), name: ticketLock.name, needed: [2], executions: 2 },
    { all: () => allOf(spinLock), name: spinLock.name, needed: [2], executions: 4 },
    { all: () => allOf(ttasLock), name: ttasLock.name, needed: [2], executions: 4 },
    { all: () => allOf(mcsLock), name: mcsLock.name, needed: [0, 1, 2], executions: 6 },
    { all: () => allOf(seqLock), name: seqLock.name, needed: [1], executions: 2 },
    { all: () => allOf(biasLock), name: biasLock.name, needed: [0], executions: 14 },
  ])("$name: $executions", ({ all, needed, executions }) => {
    const { traces, result } = all();
    expect(needed.reduce((sum, awaits) => sum + (traces.get(awaits)?.size ?? 0), 0)).toBe(executions);
    expect(result.outcomes.passed).toBe(result.runs);
    expect([...result.found.keys()]).toEqual([]);
  });
});

test.each([
  { broken: () => allOf(brokenTicketLock), name: brokenTicketLock.name, claims: ["assertion", "deadlock"] },
  { broken: () => allOf(brokenSpinLock), name: brokenSpinLock.name, claims: ["assertion"] },
  { broken: () => allOf(brokenMcsLock), name: brokenMcsLock.name, claims: ["deadlock"] },
  { broken: () => allOf(brokenSeqLock), name: brokenSeqLock.name, claims: ["assertion"] },
  { broken: () => allOf(brokenBiasLock), name: brokenBiasLock.name, claims: ["assertion"] },
])("$name breaks $claims", ({ broken, claims }) => {
  expect([...broken().result.found.keys()].toSorted()).toEqual(claims);
});
