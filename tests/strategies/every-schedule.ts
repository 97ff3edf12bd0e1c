import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";

/** One run, as a strategy saw it. */
export interface SeenRun {
  readonly choices: readonly number[];
  readonly preemptions: number;
  readonly outcome: string;
  /** Performed ops with their results. */
  readonly steps: readonly string[];
}

/** Runs a strategy as an exploration does, at most `runs` times, and checks that it only picks what it may. */
export function runsOf<S>(program: Program<S>, strategy: Strategy, runs: number, maxSteps = 1_000): SeenRun[] {
  let steps: string[] = [];
  const end = (log: readonly Op[]): void => {
    steps = log.map((op) => `${op.task} ${op.kind.describe(op, op.value)}`);
  };
  const execution = new Execution(program, { maxSteps, observers: [{ end }] });
  const seen: SeenRun[] = [];
  while (seen.length < runs && strategy.begin()) {
    const watched = watch(strategy);
    const outcome = execution.run(watched.strategy);
    strategy.end?.(execution.violations.length > 0);
    seen.push({ choices: [...execution.choices], preemptions: watched.preemptions(), outcome: outcome.kind, steps });
  }
  return seen;
}

function watch(strategy: Strategy): { strategy: Strategy; preemptions: () => number } {
  let preemptions = 0;
  return {
    preemptions: () => preemptions,
    strategy: {
      name: strategy.name,
      begin: () => true,
      pick(enabled, count, current) {
        const index = strategy.pick(enabled, count, current);
        if (!Number.isInteger(index) || index < 0 || index >= count) {
          throw new Error(`${strategy.name} picked ${index} of ${count}`);
        }
        preemptions += current >= 0 && index !== current ? 1 : 0;
        return index;
      },
      choose(bound, object) {
        const value = strategy.choose(bound, object);
        if (!Number.isInteger(value) || value < 0 || value >= bound) {
          throw new Error(`${strategy.name} chose ${value} below ${bound}`);
        }
        return value;
      },
      ...(strategy.performed && { performed: strategy.performed.bind(strategy) }),
    },
  };
}

/** All schedules of a program, found without any strategy of ours: every prefix is tried with every continuation. */
export function everySchedule<S>(program: Program<S>): Omit<SeenRun, "steps">[] {
  const execution = new Execution(program, { maxSteps: 1_000 });
  const all: Omit<SeenRun, "steps">[] = [];
  const extend = (prefix: readonly number[]): void => {
    const widths: number[] = [];
    let preemptions = 0;
    const next = (width: number): number => {
      widths.push(width);
      return prefix[widths.length - 1] ?? 0;
    };
    const outcome = execution.run({
      name: "prefix",
      begin: () => true,
      pick(_enabled, count, current) {
        const index = next(count);
        preemptions += current >= 0 && index !== current ? 1 : 0;
        return index;
      },
      choose: next,
    });
    all.push({ choices: [...execution.choices], preemptions, outcome: outcome.kind });
    for (let at = prefix.length; at < widths.length; at++) {
      for (let other = 1; other < widths[at]!; other++) {
        extend([...prefix, ...Array.from({ length: at - prefix.length }, () => 0), other]);
      }
    }
  };
  extend([]);
  return all;
}
