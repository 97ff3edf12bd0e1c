import { JOINS, Op } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Shared } from "../../src/core/shared.ts";

const JOIN: OpKind = {
  name: "everybody else is done",
  access: JOINS,
  ready(op, task) {
    const { tasks, taskCount } = op.object.world;
    for (let i = 0; i < taskCount; i++) {
      if (tasks[i] !== task && tasks[i]!.pending !== null) {
        return false;
      }
    }
    return true;
  },
  perform: () => undefined,
  describe: () => "everybody else is done",
};

/** Waits until every other task has ended; `near` is any object of the model. */
export const everybody_done = (near: Shared): Op<void> => new Op<void>(JOIN, near);
