import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import { explore } from "../../src/explore/explore.ts";
import { dpor } from "../../src/strategies/dpor.ts";
import { oracleTable } from "./oracle-table.ts";
import { account } from "./programs/account.ts";
import { carter01 } from "./programs/carter01.ts";
import { circularBuffer } from "./programs/circular-buffer.ts";
import { counter } from "./programs/counter.ts";
import { deadlock01 } from "./programs/deadlock01.ts";
import { dining } from "./programs/dining.ts";
import { filesystem } from "./programs/filesystem.ts";
import { indexer } from "./programs/indexer.ts";
import { lastzero } from "./programs/lastzero.ts";
import { lazy01 } from "./programs/lazy01.ts";
import { lockedCounter } from "./programs/locked-counter.ts";
import { lastwrite, readers } from "./programs/readers.ts";
import { reorder } from "./programs/reorder.ts";
import { twostage } from "./programs/twostage.ts";

interface Count {
  readonly traces: number;
  readonly buggy: number;
}

interface Entry {
  readonly name: string;
  readonly count: () => Count;
}

function entry<S>(program: Program<S>): Entry {
  return { name: program.name, count: () => countOf(program) };
}

function countOf<S>(program: Program<S>): Count {
  const execution = new Execution(program, { stopAtViolation: false });
  const strategy = dpor();
  let buggy = 0;
  const end = (broke: boolean): void => {
    buggy += broke ? 1 : 0;
    strategy.end?.(broke);
  };
  const { runs, halted } = explore(execution, { ...strategy, end }, { runs: 1_000_000, until: () => false });
  expect([halted, strategy.exhausted, strategy.scope]).toEqual([null, true, "equivalence"]);
  return { traces: runs, buggy };
}

/** (n k)! / (k!)^n: ways to merge n sequences of k. */
function merges(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < n; i++) {
    for (let j = 1; j <= k; j++) {
      ways = (ways * (i * k + j)) / j;
    }
  }
  return ways;
}

test.each([
  { n: 5, traces: 64 },
  { n: 10, traces: 3_328 },
  { n: 15, traces: 147_456 },
])("lastzero($n): $traces", ({ n, traces }) => {
  expect(countOf(lastzero(n)).traces).toBe(traces);
});

test.each([
  { n: 8, traces: 256 },
  { n: 13, traces: 8_192 },
])("readers($n): $traces", ({ n, traces }) => {
  expect(countOf(readers(n)).traces).toBe(traces);
});

test.each([
  { n: 11, traces: 1 },
  { n: 12, traces: 8 },
  { n: 15, traces: 4_096 },
])("indexer($n): $traces", ({ n, traces }) => {
  expect(countOf(indexer(n)).traces).toBe(traces);
});

test.each([
  { n: 13, traces: 1 },
  { n: 14, traces: 2 },
  { n: 16, traces: 8 },
  { n: 18, traces: 32 },
  { n: 19, traces: 64 },
])("filesystem($n): $traces", ({ n, traces }) => {
  expect(countOf(filesystem(n)).traces).toBe(traces);
});

test("lastwrite(7): 7!", () => {
  expect(countOf(lastwrite(7)).traces).toBe(5_040);
});

test.each([
  { n: 2, traces: 3 },
  { n: 3, traces: 7 },
  { n: 4, traces: 15 },
])("dining_deadlock($n): $traces, one of them a deadlock", ({ n, traces }) => {
  expect(countOf(dining(n))).toEqual({ traces, buggy: 1 });
});

test.each([
  { tasks: 2, times: 3, traces: 328 },
  { tasks: 2, times: 5, traces: 34_904 },
])("racing counter, $tasks tasks × $times: $traces", ({ tasks, times, traces }) => {
  expect(countOf(counter(tasks, times)).traces).toBe(traces);
});

test.each([
  { tasks: 2, times: 5, traces: 252 },
  { tasks: 3, times: 3, traces: 1_680 },
  { tasks: 4, times: 2, traces: 2_520 },
])("counter under a lock, $tasks tasks × $times: $traces, none of them wrong", ({ tasks, times, traces }) => {
  expect(merges(tasks, times)).toBe(traces);
  expect(countOf(lockedCounter(tasks, times))).toEqual({ traces, buggy: 0 });
});

const published = [...oracleTable.values()].filter(({ traces }) => !Number.isNaN(traces));

const entries: readonly Entry[] = [
  entry(account),
  entry(carter01),
  entry(circularBuffer),
  entry(deadlock01),
  entry(lazy01),
  entry(reorder(2, 1)),
  entry(reorder(3, 1)),
  entry(reorder(4, 1)),
  entry(twostage),
  ...[2, 3, 4].map((n) => entry(dining(n))),
  ...[2, 5, 8, 10].map((n) => entry(readers(n))),
  ...[2, 3, 4, 5, 6, 7, 8].map((n) => entry(lastzero(n))),
  ...[2, 3, 4, 5, 6, 7].map((n) => entry(lastwrite(n))),
  ...[1, 2].map((times) => entry(counter(2, times))),
  ...[1, 2].map((times) => entry(counter(3, times))),
];

test("the table has nothing else", () => {
  expect(published.map(({ name }) => name).toSorted()).toEqual(entries.map(({ name }) => name).toSorted());
});

test.each(entries)("$name: traces and buggy ones as computed elsewhere", ({ name, count }) => {
  const { traces, buggyTraces } = oracleTable.get(name)!;
  expect(count()).toEqual({ traces, buggy: buggyTraces });
});
