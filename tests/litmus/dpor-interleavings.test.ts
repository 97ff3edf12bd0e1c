import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import { explore } from "../../src/explore/explore.ts";
import { dpor } from "../../src/strategies/dpor.ts";
import { counter } from "./programs/counter.ts";
import { lastzero } from "./programs/lastzero.ts";
import { readers } from "./programs/readers.ts";
import { linearExtensions } from "./linear-extensions.ts";
import { oracleTable } from "./oracle-table.ts";

/** All schedules of a program, counted trace by trace. */
function interleavingsOf<S>(program: Program<S>): number {
  let interleavings = 0;
  const execution = new Execution(program, {
    stopAtViolation: false,
    observers: [{ end: (log, _steps, world) => void (interleavings += linearExtensions(log, world.taskCount)) }],
  });
  explore(execution, dpor(), { runs: 1_000_000, until: () => false });
  return interleavings;
}

function entry<S>(program: Program<S>): { name: string; interleavings: () => number } {
  return { name: program.name, interleavings: () => interleavingsOf(program) };
}

// Too many to run one by one; the table has them from dynamic programming over states.
test.each([
  entry(counter(2, 2)),
  entry(counter(3, 2)),
  entry(readers(8)),
  entry(readers(10)),
  ...[2, 3, 4, 5, 6, 7, 8].map((n) => entry(lastzero(n))),
])("$name: the schedules of all traces are all schedules", ({ name, interleavings }) => {
  expect(interleavings()).toBe(oracleTable.get(name)!.interleavings);
});
