import { OVERWRITES, SPINS } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";
import type { Shared } from "../../src/core/shared.ts";

/** A step of a run. */
export interface Step {
  readonly op: Op;
  readonly task: number;
  /** What its task will do next; null if it has ended. */
  readonly next: Op | null;
  readonly touches: readonly { readonly what: unknown; readonly writes: boolean }[];
}

/**
 * The steps of turns of spin loops in which nobody had written what the loop waits for, whatever else the turn looked at: a
 * run without them is as good. Null if a task relaxed in vain and then learnt something: it could as well have relaxed later.
 */
export function vainSteps(steps: readonly Step[]): ReadonlySet<number> | null {
  const vain = new Set<number>();
  for (const task of new Set(steps.map((step) => step.task))) {
    const own = [...steps.keys()].filter((index) => steps[index]!.task === task);
    own.filter((index) => spins(steps[index]!.op)).forEach((index) => dropTurn(steps, own, own.indexOf(index), vain));
  }
  const relaxed = [...steps.keys()].filter((index) => spins(steps[index]!.op) && !vain.has(index));
  return relaxed.some((index) => isInVain(steps, index)) ? null : vain;
}

/** Wants the place among the steps of a task at which it relaxes. */
function dropTurn(steps: readonly Step[], own: readonly number[], relax: number, vain: Set<number>): void {
  const next = own.findIndex((index, place) => place > relax && spins(steps[index]!.op));
  const end = next < 0 ? own.length : next;
  const last = steps[own[end - 1]!]!;
  const length = end - relax - 1;
  const { object } = steps[own[relax]!]!.op;
  const isBack = next >= 0 || (last.next !== null && spins(last.next));
  const pairs = own.slice(relax + 1, end).map((index, i) => [own[relax - length + i] ?? -1, index] as const);
  if (isBack && length > 0 && pairs.every(([before, index]) => isRepeated(steps, before, index, object, vain))) {
    own.slice(relax, end).forEach((index) => vain.add(index));
  }
}

function isRepeated(
  steps: readonly Step[],
  before: number,
  index: number,
  object: Shared,
  vain: ReadonlySet<number>,
): boolean {
  const [one, other] = [steps[before], steps[index]!];
  const isNews = other.op.object === object && isWrittenBetween(steps, before, index, vain);
  return one !== undefined && isSame(one.op, other.op) && !isNews;
}

function isWrittenBetween(steps: readonly Step[], from: number, to: number, vain: ReadonlySet<number>): boolean {
  const { task, touches } = steps[to]!;
  return steps.some((step, at) => {
    const isBetween = at > from && at < to && step.task !== task && !vain.has(at);
    return isBetween && step.touches.some(({ what, writes }) => writes && touches.some((mine) => mine.what === what));
  });
}

/** Whether nobody has written the object of a step since its task looked at it in the same turn. */
function isInVain(steps: readonly Step[], index: number): boolean {
  const { op, task } = steps[index]!;
  const look = steps.findLastIndex(
    (step, at) => at < index && step.task === task && (spins(step.op) || looksAt(step.op, op.object)),
  );
  return look >= 0 && !spins(steps[look]!.op) && !isWrittenBetween(steps, look, index, new Set());
}

function looksAt({ object, kind }: Op, what: Shared): boolean {
  return object === what && (kind.access & OVERWRITES) === 0;
}

function spins({ kind }: Op): boolean {
  return (kind.access & SPINS) !== 0;
}

function isSame(one: Op, other: Op): boolean {
  return one.kind === other.kind && one.object === other.object && one.a === other.a && one.b === other.b;
}
