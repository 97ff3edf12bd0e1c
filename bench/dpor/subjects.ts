import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import { counter } from "../../tests/litmus/programs/counter.ts";
import { filesystem } from "../../tests/litmus/programs/filesystem.ts";
import { indexer } from "../../tests/litmus/programs/indexer.ts";
import { lastzero } from "../../tests/litmus/programs/lastzero.ts";
import { lockedCounter } from "../../tests/litmus/programs/locked-counter.ts";
import { lastwrite, readers } from "../../tests/litmus/programs/readers.ts";

/** What a strategy did with a program that has no end of budget. */
export interface Spent {
  readonly executions: number;
  /** Of processor time: others on the machine do not count. */
  readonly seconds: number;
  /** Whether it says that nothing is left, and what it has covered. */
  readonly exhausted: boolean;
  readonly scope: string;
}

export interface Subject {
  readonly name: string;
  /** Traces that it has, as published or by a closed form. */
  readonly traces: number;
  readonly run: (strategy: Strategy, executions: number) => Spent;
}

function subject<S>(program: Program<S>, traces: number): Subject {
  return {
    name: program.name,
    traces,
    run(strategy, executions) {
      const execution = new Execution(program, { stopAtViolation: false });
      const start = process.cpuUsage();
      const { runs, exhausted, scope } = explore(execution, strategy, { runs: executions, until: () => false });
      const { user, system } = process.cpuUsage(start);
      return { executions: runs, seconds: (user + system) / 1e6, exhausted, scope };
    },
  };
}

/** Counts: DPOR papers (POPL 2014, JACM 2017), GenMC and Nidhugg on the counters, (n k)! / (k!)^n for critical sections. */
export const SUBJECTS: readonly Subject[] = [
  subject(counter(2, 5), 34_904),
  subject(counter(3, 3), 1_824_912),
  subject(lockedCounter(3, 3), 1_680),
  subject(lockedCounter(3, 5), 756_756),
  subject(lastzero(10), 3_328),
  subject(lastzero(15), 147_456),
  subject(readers(13), 8_192),
  subject(lastwrite(7), 5_040),
  subject(indexer(15), 4_096),
  subject(filesystem(19), 64),
];
