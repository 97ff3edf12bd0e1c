import { Op, READ, WAITS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Cell } from "../../src/kernel/cell.ts";

/** A count that somebody may wait for to be 0. */
export class Counter extends Cell<number> {
  override get free(): boolean {
    return this.peek === 0;
  }
}

const COUNT: OpKind = {
  name: "count",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    (op.object as Counter).peek += op.a as number;
    return undefined;
  },
  describe: (op) => `${op.object.label}${op.a === 1 ? "++" : "--"}`,
};

const WAIT: OpKind = {
  name: "wait for 0",
  access: READ | WAITS,
  ready: (op) => op.object.free,
  perform: () => undefined,
  describe: (op) => `${op.object.label} is 0`,
};

/** Its lock is held, or it is atomic: one step. */
export const count = (counter: Counter, by: 1 | -1): Op<void> => new Op(COUNT, counter, by);

/** Whoever would only try again in vain until it is 0 waits here. */
export const until_zero = (counter: Counter): Op<void> => new Op(WAIT, counter);
