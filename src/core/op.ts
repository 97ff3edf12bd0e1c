import { ENGINE_CLAIMS } from "./outcome.ts";
import type { Allocation, Shared } from "./shared.ts";
import type { TaskState } from "./task.ts";

/**
 * How an op touches its object; strategies, happens-before and partial-order reduction read nothing else of an op.
 * Two ops on one object commute unless one of them carries `WRITE` and the other `READ` or `WRITE`.
 */
export const READ = 1;
export const WRITE = 2;
/** Not marked: a conflicting access that is not ordered by happens-before is a data race (LKMM, tools/memory-model). */
export const PLAIN = 4;
export const ACQUIRE = 8;
export const RELEASE = 16;
/** Reader side of a lock: ordered with writers only. */
export const SHARED = 32;
/** The thread may sleep here: an error in atomic context, and no preemption to switch away at it. */
export const SLEEPS = 64;
/** It may have to wait as soon as it comes: while its object is not `free`. An op without it can at least queue. */
export const WAITS = 128;
/** One turn of a loop that learns nothing before somebody has written the object. */
export const SPINS = 256;
/** It ends the life of its `memory`; without this it only looks at it. */
export const FREES = 512;
/** A store: what its object held before makes no difference to anybody afterwards. */
export const OVERWRITES = 1024;
/** It waits until every other task has ended, so that it comes after all that they do. */
export const JOINS = 2048;

/** What `perform` returns when the task has to wait; the op stays pending and `ready` decides when it is performed again. */
export const BLOCKED: unique symbol = Symbol("blocked");

/** The behaviour that all ops of one sort share; one constant object per primitive, so that the loop stays monomorphic. */
export interface OpKind {
  /** Spelled as in the kernel. */
  readonly name: string;
  /** Bits of the access flags above. */
  readonly access: number;
  /**
   * Whether the op could be performed now; `null` for ops that never block. Must not change any state, and must depend on
   * nothing but the op and its object (`also`, if it has one), unless the op JOINS. One that carries neither WAITS nor
   * JOINS is ready when it comes.
   */
  readonly ready: ((op: Op, task: TaskState) => boolean) | null;
  /** Does the op in one atomic step and returns its result, or `BLOCKED`. */
  readonly perform: (op: Op, task: TaskState) => unknown;
  /** A second object that it reads. */
  readonly also?: (op: Op) => Shared;
  /** Memory that it looks at or frees, besides that in which its object lies. */
  readonly memory?: (op: Op) => Allocation | null;
  /** Whether the op could not go on, once it had queued, without this earlier one that reads its object. Default: so it is. */
  readonly awaits?: (op: Op, earlier: Op) => boolean;
  /** One line for people, e.g. `READ_ONCE(seq) = 3`. */
  readonly describe: (op: Op, result: unknown) => string;
}

/**
 * One atomic access that a task asks for. Its fields are declared, here and in other classes of which each run makes many: a
 * field that is not is written twice, first with undefined. An op is its own iterator and its own iterator result, so that
 * `const v = yield* READ_ONCE(cell)` is typed without casts and costs one allocation.
 */
export class Op<R = unknown> {
  declare done: boolean;
  /** The result, once it is performed; before that the op made before it that no task has asked for, null as a rule. */
  declare value: unknown;
  declare readonly kind: OpKind;
  declare readonly object: Shared;
  declare readonly a: unknown;
  declare readonly b: unknown;
  /** Scratch of the kind: how far a blocking op has come. */
  declare stage: number;
  /** Id of the task that performed it. */
  declare task: number;

  constructor(kind: OpKind, object: Shared, a?: unknown, b?: unknown) {
    this.done = false;
    this.kind = kind;
    this.object = object;
    this.a = a;
    this.b = b;
    this.stage = 0;
    this.task = -1;
    const { world } = object;
    this.value = world.made;
    world.made = this;
  }

  [Symbol.iterator](): Iterator<Op, R, void> {
    if (this.done) {
      this.object.world.fail(
        ENGINE_CLAIMS.lostOp,
        `${this.kind.describe(this, this.value)} is asked for twice: make a new op`,
      );
    }
    return this as unknown as Iterator<Op, R, void>;
  }

  /** First call hands the op to the engine; the second, after `perform`, hands the result to the task. */
  next(): this {
    return this;
  }
}
