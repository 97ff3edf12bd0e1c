import { dpor } from "../../src/strategies/dpor.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import type { BenchReport } from "../part.ts";
import { SUBJECTS } from "./subjects.ts";
import type { Spent, Subject } from "./subjects.ts";

/** Executions per second of GenMC 0.10.3 under SC, net of its start-up, on another machine. */
const GENMC: Readonly<Record<string, number>> = { counter_3x3: 194_000, lastzero_10: 36_000 };

/** A program is run again until it has had so many seconds, or all its rounds. */
const SECONDS = 2;

interface Row {
  readonly name: string;
  readonly traces: number;
  readonly executions: number;
  readonly isExact: boolean;
  readonly rate: number;
  /** Executions per second, as times that of a random walk on the same program in the same round. */
  readonly ratio: number;
}

/** One execution for each trace: how many there are, and how fast they come. */
export function reportWhole(rounds: number, report: BenchReport): void {
  const rows = SUBJECTS.map((subject) => rowOf(subject, rounds));
  report.table({
    title: "Every trace once",
    head: ["", "executions", "traces", "executions/s", "random walk is"],
    rows: rows.map(({ name, traces, executions, rate, ratio }) => [
      name,
      executions.toLocaleString("en"),
      traces.toLocaleString("en"),
      `${(rate / 1_000).toFixed(0)} k`,
      `${ratio.toFixed(2)} x`,
    ]),
    notes: [
      "Traces as published or by closed form. Rates are medians, per second of processor time; ratios are of the same round.",
    ],
    data: rows,
  });
  const exact = rows.filter(({ isExact }) => isExact).length;
  report.aim({
    what: "DPOR runs exactly one execution for each trace",
    got: `${exact} of ${rows.length} programs`,
    met: exact === rows.length,
  });
  for (const { name, rate } of rows.filter((row) => row.name in GENMC)) {
    const theirs = GENMC[name]!;
    const got = `${(rate / 1_000).toFixed(0)} k/s, ${(rate / theirs).toFixed(1)} times as many`;
    report.aim({ what: `${name} faster than GenMC's ${theirs / 1_000} k/s`, got, met: rate > theirs });
  }
}

function rowOf(subject: Subject, rounds: number): Row {
  const whole: Spent[] = [];
  const ratios: number[] = [];
  for (let seconds = 0; whole.length < rounds && (whole.length === 0 || seconds < SECONDS);) {
    const spent = subject.run(dpor(), subject.traces + 1);
    const walk = subject.run(randomWalk({ seed: whole.length + 1 }), Math.min(spent.executions, 100_000));
    whole.push(spent);
    ratios.push(rateOf(walk) / rateOf(spent));
    seconds += spent.seconds + walk.seconds;
  }
  const { name, traces } = subject;
  const { executions } = whole[0]!;
  const isExact = whole.every((spent) => spent.executions === traces && spent.exhausted);
  return { name, traces, executions, isExact, rate: median(whole.map(rateOf)), ratio: median(ratios) };
}

function rateOf({ executions, seconds }: Spent): number {
  return executions / seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
