import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { Coverage } from "../../src/explore/coverage.ts";
import { explore } from "../../src/explore/explore.ts";
import { figuresOf } from "../../src/explore/seen.ts";
import type { BenchReport } from "../part.ts";
import { filesystem } from "../../tests/litmus/programs/filesystem.ts";
import { indexer } from "../../tests/litmus/programs/indexer.ts";
import { lastzero } from "../../tests/litmus/programs/lastzero.ts";
import { lastwrite, readers } from "../../tests/litmus/programs/readers.ts";
import { DEFAULT, named } from "./named.ts";
import { percent } from "./print.ts";

/** A program without a bug, of which the number of traces is known. */
interface Space {
  readonly name: string;
  readonly traces: number;
  readonly look: (strategy: Strategy, runs: number) => Look;
}

interface Look {
  readonly traces: number;
  /** The chance that one more run shows a new trace: as estimated, and as it was in as many runs again. */
  readonly estimated: number;
  readonly actual: number;
}

function space<S>(program: Program<S>, traces: number): Space {
  return { name: program.name, traces, look: (strategy, runs) => look(program, strategy, runs) };
}

function look<S>(program: Program<S>, strategy: Strategy, runs: number): Look {
  const coverage = new Coverage();
  const execution = new Execution(program, { observers: [coverage] });
  explore(execution, strategy, { runs });
  const { traces, newTrace } = figuresOf(coverage.seen);
  const ahead = Math.max(1, Math.round(runs / 10));
  explore(execution, strategy, { runs: ahead });
  const actual = (figuresOf(coverage.seen).traces - traces) / ahead;
  return { traces, estimated: newTrace?.estimate ?? 1, actual };
}

/** Sizes as in the DPOR papers (POPL 2014, JACM 2017). */
const SPACES: readonly Space[] = [
  space(readers(8), 256),
  space(lastwrite(5), 120),
  space(lastzero(5), 64),
  space(lastzero(10), 3_328),
  space(indexer(12), 8),
  space(filesystem(16), 8),
];

const RUNS = 1_000;
const SAMPLERS = [DEFAULT, "random", "urw", "pos"];

export function reportUnseen(report: BenchReport): void {
  const rows = SPACES.map((one) => ({
    name: one.name,
    traces: one.traces,
    looks: SAMPLERS.map((strategy) => ({ strategy, ...one.look(named(strategy, 1), RUNS) })),
  }));
  report.table({
    title: `Traces seen in ${RUNS} runs; the chance of a new one, estimated / as it was in the next tenth as many`,
    head: ["", "traces", ...SAMPLERS.flatMap((name) => [name, ""])],
    rows: rows.map(({ name, traces, looks }) => [
      name,
      `${traces}`,
      ...looks.flatMap((seen) => [`${seen.traces}`, `${percent(seen.estimated)} / ${percent(seen.actual)}`]),
    ]),
    data: rows,
  });
}
