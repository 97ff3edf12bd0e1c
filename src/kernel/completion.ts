import { touch } from "../core/lifetime.ts";
import { ACQUIRE, Op, READ, RELEASE, SLEEPS, WAITS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { Shared } from "../core/shared.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep } from "./atomic-context.ts";

/** Something that tasks wait for to be done (include/linux/completion.h). */
export class Completion extends Shared {
  /** Waits that may still return at once; Infinity after complete_all. */
  declare done: number;

  constructor(world: World, name: string, index = -1) {
    super(world, name, index);
    this.done = 0;
  }

  override get free(): boolean {
    return this.done > 0;
  }
}

function completeKind(name: string, times: number): OpKind {
  return {
    name,
    access: READ | WRITE | RELEASE,
    ready: null,
    perform(op) {
      const completion = op.object as Completion;
      if (completion.owner !== null) {
        touch(op);
      }
      completion.done += times;
      return undefined;
    },
    describe: (op) => `${name}(${op.object.label})`,
  };
}

const COMPLETE = completeKind("complete", 1);
const COMPLETE_ALL = completeKind("complete_all", Number.POSITIVE_INFINITY);

const WAIT: OpKind = {
  name: "wait_for_completion",
  access: WRITE | ACQUIRE | WAITS | SLEEPS,
  ready: (op) => (op.object as Completion).done > 0,
  perform(op, task) {
    const completion = op.object as Completion;
    if (completion.owner !== null) {
      touch(op);
    }
    checkMaySleep(op, task);
    completion.done--;
    return undefined;
  },
  describe: (op) => `wait_for_completion(${op.object.label})`,
};

/** Lets one waiter go on, now or when it comes. */
export function complete(completion: Completion): Op<void> {
  return new Op<void>(COMPLETE, completion);
}

/** Lets all waiters go on, for good. */
export function complete_all(completion: Completion): Op<void> {
  return new Op<void>(COMPLETE_ALL, completion);
}

export function wait_for_completion(completion: Completion): Op<void> {
  return new Op<void>(WAIT, completion);
}
