import { touch } from "../core/lifetime.ts";
import { ACQUIRE, Op, READ, RELEASE, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { READ_ONCE, show, WRITE_ONCE } from "./cell.ts";
import type { Cell } from "./cell.ts";

/** Read-modify-write of a number in one step (include/linux/atomic.h); `ordered` if the kernel's is a full barrier. */
function kind(name: string, ordered: boolean, step: number, answer: (now: number) => unknown): OpKind {
  return {
    name,
    access: READ | WRITE | (ordered ? ACQUIRE | RELEASE : 0),
    ready: null,
    perform(op) {
      const count = op.object as Cell<number>;
      if (count.owner !== null) {
        touch(op);
      }
      count.peek += step;
      return answer(count.peek);
    },
    describe: (op, result) => `${name}(${op.object.label})${result === undefined ? "" : ` = ${show(result)}`}`,
  };
}

const nothing = (): undefined => undefined;

const INC = kind("atomic_inc", false, 1, nothing);
const DEC = kind("atomic_dec", false, -1, nothing);
const INC_RETURN = kind("atomic_inc_return", true, 1, (now) => now);
const DEC_AND_TEST = kind("atomic_dec_and_test", true, -1, (now) => now === 0);

export function atomic_inc(count: Cell<number>): Op<void> {
  return new Op<void>(INC, count);
}

export function atomic_dec(count: Cell<number>): Op<void> {
  return new Op<void>(DEC, count);
}

/** The value after the addition. */
export function atomic_inc_return(count: Cell<number>): Op<number> {
  return new Op<number>(INC_RETURN, count);
}

/** Whether the value is 0 after the subtraction. */
export function atomic_dec_and_test(count: Cell<number>): Op<boolean> {
  return new Op<boolean>(DEC_AND_TEST, count);
}

export { READ_ONCE as atomic_read, WRITE_ONCE as atomic_set };
