import { ACQUIRE, BLOCKED, Op, READ } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Cell } from "../../../src/kernel/cell.ts";

const AWAIT: OpKind = {
  name: "await",
  access: READ | ACQUIRE,
  ready: (op) => op.stage === 0 || holds(op),
  perform(op) {
    if (holds(op)) {
      return (op.object as Cell<unknown>).peek;
    }
    op.stage = 1;
    return BLOCKED;
  },
  describe: (op, result) => `await(${op.object.label}) = ${String(result)}`,
};

function holds(op: Op): boolean {
  return (op.a as (value: unknown) => boolean)((op.object as Cell<unknown>).peek);
}

/** A loop that reads a cell until it likes what it has: only the last turn counts, as model checkers of C treat such loops. */
export function awaiting<T>(target: Cell<T>, predicate: (value: T) => boolean): Op<T> {
  return new Op<T>(AWAIT, target, predicate);
}
