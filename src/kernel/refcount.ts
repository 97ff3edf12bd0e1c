import { touch } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { ACQUIRE, Op, READ, RELEASE, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import type { World } from "../core/world.ts";
import { Cell } from "./cell.ts";

/** Where a counter ends that was misused: it is never freed any more (include/linux/refcount.h). */
export const REFCOUNT_SATURATED = -0x4000_0000;

/** A reference count that warns about misuse instead of wrapping (lib/refcount.c). */
export class Refcount extends Cell<number> {
  constructor(world: World, name: string, initial = 1, index = -1) {
    super(world, name, initial, index);
  }
}

/** What the operation makes of `old`: the next value, or a warning, after which the counter is saturated. */
type Change = (old: number) => number | string;

function kind(name: string, access: number, change: Change, answer: (old: number) => unknown): OpKind {
  return {
    name,
    access: READ | WRITE | access,
    ready: null,
    perform(op, task) {
      const count = op.object as Refcount;
      if (count.owner !== null) {
        touch(op);
      }
      const old = count.peek;
      if (old === REFCOUNT_SATURATED) {
        return answer(old);
      }
      const next = change(old);
      if (typeof next === "string") {
        const message = `${name}(${count.label}) by ${task.name}: ${next}`;
        count.world.fail(ENGINE_CLAIMS.warning, message);
      }
      count.peek = typeof next === "string" ? REFCOUNT_SATURATED : next;
      return answer(old);
    },
    describe: (op, result) => `${name}(${op.object.label})${typeof result === "boolean" ? ` = ${result}` : ""}`,
  };
}

const nothing = (): undefined => undefined;

const INC = kind("refcount_inc", 0, (old) => (old === 0 ? "addition on 0; use-after-free" : old + 1), nothing);
const DEC = kind("refcount_dec", RELEASE, (old) => (old <= 1 ? "decrement hit 0; leaking memory" : old - 1), nothing);
const DEC_AND_TEST = kind(
  "refcount_dec_and_test",
  ACQUIRE | RELEASE,
  (old) => (old === 0 ? "underflow; use-after-free" : old - 1),
  (old) => old === 1,
);
const INC_NOT_ZERO = kind(
  "refcount_inc_not_zero",
  0,
  (old) => (old === 0 ? 0 : old + 1),
  (old) => old !== 0,
);

const READ_COUNT: OpKind = {
  name: "refcount_read",
  access: READ,
  ready: null,
  perform(op) {
    const count = op.object as Refcount;
    if (count.owner !== null) {
      touch(op);
    }
    return count.peek;
  },
  describe: (op, result) => `refcount_read(${op.object.label})${result === undefined ? "" : ` = ${result as number}`}`,
};

/** One more reference; the caller must have one. */
export function refcount_inc(count: Refcount): Op<void> {
  return new Op<void>(INC, count);
}

/** One reference less, which must not be the last. */
export function refcount_dec(count: Refcount): Op<void> {
  return new Op<void>(DEC, count);
}

/** One reference less; true if it was the last. */
export function refcount_dec_and_test(count: Refcount): Op<boolean> {
  return new Op<boolean>(DEC_AND_TEST, count);
}

/** One more reference unless there is none left; whether it got one. */
export function refcount_inc_not_zero(count: Refcount): Op<boolean> {
  return new Op<boolean>(INC_NOT_ZERO, count);
}

export function refcount_read(count: Refcount): Op<number> {
  return new Op<number>(READ_COUNT, count);
}
