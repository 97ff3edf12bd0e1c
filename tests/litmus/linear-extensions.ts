import { WRITE } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";

/**
 * How many schedules have the trace of a run: ways to take its steps one by one, each after the steps of its task and the
 * conflicting ones that came before it. For ops with one object each, where no step ever waits.
 */
export function linearExtensions(log: readonly Op[], tasks: number): number {
  const steps: Op[][] = Array.from({ length: tasks }, () => []);
  const needs = new Map<Op, readonly number[]>();
  for (const op of log) {
    const need = steps.map((mine) => mine.findLastIndex((other) => conflict(op, other)) + 1);
    needs.set(op, need);
    steps[op.task]!.push(op);
  }
  return countOrders(steps, needs);
}

/** Over all places that an order can be at, each a number with a digit for each task: ascending is forwards. */
function countOrders(steps: readonly (readonly Op[])[], needs: ReadonlyMap<Op, readonly number[]>): number {
  const weights = steps.map((_, task) => steps.slice(0, task).reduce((weight, mine) => weight * (mine.length + 1), 1));
  const places = steps.reduce((product, mine) => product * (mine.length + 1), 1);
  const ways = new Float64Array(places);
  ways[0] = 1;
  for (let place = 0; place < places; place++) {
    if (ways[place] === 0) {
      continue;
    }
    const taken = steps.map((mine, task) => Math.floor(place / weights[task]!) % (mine.length + 1));
    for (const [task, mine] of steps.entries()) {
      const next = mine[taken[task]!];
      if (next !== undefined && needs.get(next)!.every((need, other) => taken[other]! >= need)) {
        ways[place + weights[task]!]! += ways[place]!;
      }
    }
  }
  return ways[places - 1]!;
}

function conflict(one: Op, other: Op): boolean {
  return one.object === other.object && ((one.kind.access | other.kind.access) & WRITE) !== 0;
}
