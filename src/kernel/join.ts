import { JOINS, Op } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import type { Shared } from "../core/shared.ts";

/** The kind of an op that waits until every other task has ended, callbacks too; `perform` is what comes of it. */
export function joinKind(name: string, describe: string, perform: OpKind["perform"] = () => undefined): OpKind {
  return {
    name,
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
    perform,
    describe: () => describe,
  };
}

const JOIN = joinKind("everybody else is done", "everybody else is done");

/** Waits until every other task has ended; `near` is any object of the model. */
export function everybody_done(near: Shared): Op<void> {
  return new Op<void>(JOIN, near);
}
