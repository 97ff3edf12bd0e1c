import type { Subject, Workload } from "./subject.ts";

export interface Measured {
  readonly name: string;
  /** Executions per second: the median of the rounds, and the slowest and fastest of them. */
  readonly median: number;
  readonly slowest: number;
  readonly fastest: number;
  /** How many times as fast the workload's first subject is: the median of the ratios within each round. */
  readonly firstIsTimes: number;
  /** Share of the executions that failed. */
  readonly failing: number;
}

export interface MeasureOptions {
  readonly rounds: number;
  /** Length of one round of one subject, milliseconds. */
  readonly milliseconds: number;
}

interface Running {
  readonly subject: Subject;
  readonly executions: number;
  readonly rates: number[];
  failed: number;
}

/** Subjects take turns, so that a slow spell of the machine hits all of them alike. */
export async function measure(workload: Workload, { rounds, milliseconds }: MeasureOptions): Promise<Measured[]> {
  const running: Running[] = [];
  for (const subject of workload.subjects) {
    running.push({ subject, executions: await warmUp(subject, milliseconds), rates: [], failed: 0 });
  }
  for (let round = 0; round < rounds; round++) {
    for (const one of running) {
      const start = performance.now();
      one.failed += await one.subject.run(one.executions, round + 1);
      one.rates.push((1_000 * one.executions) / (performance.now() - start));
    }
  }
  const first = running[0]!.rates;
  return running.map(({ subject, executions, rates, failed }) => ({
    name: subject.name,
    median: median(rates),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    firstIsTimes: median(rates.map((rate, round) => first[round]! / rate)),
    failing: failed / (executions * rounds),
  }));
}

/** Runs it until it is compiled; returns how many executions fill a round. */
async function warmUp(subject: Subject, milliseconds: number): Promise<number> {
  for (let executions = 100; ; executions *= 2) {
    const start = performance.now();
    await subject.run(executions, 1);
    const took = performance.now() - start;
    if (took > milliseconds) {
      return Math.ceil((executions * milliseconds) / took);
    }
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
