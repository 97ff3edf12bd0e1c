import { Op } from "./op.ts";
import { ENGINE_CLAIMS } from "./outcome.ts";
import type { Task, TaskState } from "./task.ts";

/** Of a task that did not ask for the one op that it made; returns the op that it asked for. */
export function judgeMisuse(task: TaskState, result: IteratorYieldResult<Op> | Op, made: Op | null): Op {
  // `yield*` hands on the op, which is its own iterator result; a bare `yield` wraps it.
  const op: unknown = "kind" in result ? result : result.value;
  if (!(op instanceof Op)) {
    throw new TypeError(`${task.name} yields ${String(op)}, which is no op: write \`yield* …\` with one`);
  }
  reportLostOp(task, made, op);
  if (op !== result) {
    const message = `${task.name} made ${describe(op)} with yield, which loses its result: write \`yield* …\``;
    task.world.fail(ENGINE_CLAIMS.lostOp, message);
  }
  return op;
}

/** What runs as a task, whatever its type promises. */
export function requireGenerator(name: string, body: unknown): void {
  if (typeof (body as Partial<Task> | null | undefined)?.next !== "function") {
    throw new TypeError(`the code of ${name} is no generator: write it as a function*`);
  }
}

/** `made` was made last, `asked` is what the task asks for. */
export function reportLostOp(task: TaskState, made: Op | null, asked: Op | null): void {
  const op = made === null ? null : ((made.value as Op | null) ?? (made === asked ? null : made));
  // Null where a lost op is asked for after all: it was reported when it was made.
  if (op !== null) {
    const message = `${task.name} made ${describe(op)} without yield*: write \`yield* …\` at once`;
    task.world.fail(ENGINE_CLAIMS.lostOp, message);
  }
}

export function reportHeldAtEnd(task: TaskState): void {
  const held = task.held.map((lock) => lock.label).join(" and ");
  task.world.fail(ENGINE_CLAIMS.lockOwner, `${task.name} ends and still holds ${held}`);
}

function describe(op: Op): string {
  return op.kind.describe(op, undefined);
}
