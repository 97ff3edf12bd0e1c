import { Execution } from "../../src/core/execution.ts";
import { OVERWRITES, READ, WRITE } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";

/** What all runs of a strategy were, by who reads from whom. */
export interface ReadsFromClasses {
  readonly runs: number;
  readonly exhausted: boolean;
  /** How many runs each class had: which step each reads from, and with `ends`, which writes were the last. */
  readonly classes: ReadonlyMap<string, number>;
  /** States at the end, as `show` has them. */
  readonly ends: ReadonlySet<string>;
}

export function readsFromClasses<S>(
  program: Program<S>,
  strategy: Strategy,
  budget: number,
  ends: boolean,
  show: (state: S) => string,
): ReadsFromClasses {
  const classes = new Map<string, number>();
  const shown = new Set<string>();
  const end = (log: readonly Op[]): void => {
    const name = classOf(log, ends);
    classes.set(name, (classes.get(name) ?? 0) + 1);
    shown.add(show(execution.state));
  };
  const execution = new Execution(program, { stopAtViolation: false, observers: [{ end }] });
  const { runs, exhausted } = explore(execution, strategy, { runs: budget, until: () => false });
  return { runs, exhausted, classes, ends: shown };
}

function classOf(log: readonly Op[], ends: boolean): string {
  const numbers: number[] = [];
  const last = new Map<number, string>();
  const parts: string[] = [];
  for (const { kind, object, task } of log) {
    const number = (numbers[task] = (numbers[task] ?? 0) + 1);
    const isBlind = (kind.access & READ) === 0 && (kind.access & OVERWRITES) !== 0;
    if (!isBlind) {
      parts.push(`${task}:${number}<${last.get(object.id) ?? "start"}`);
    }
    if ((kind.access & WRITE) !== 0) {
      last.set(object.id, `${task}:${number}`);
    }
  }
  return [...parts, ...(ends ? [...last].map(([object, write]) => `${object}=${write}`) : [])].toSorted().join(" ");
}
