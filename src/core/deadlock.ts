import type { Wait } from "./outcome.ts";
import type { TaskState } from "./task.ts";

/** Who waits for what, held by whom, where nobody can go on. */
export function waitsOf(tasks: readonly TaskState[]): Wait[] {
  return tasks.flatMap((task): Wait[] => {
    const op = task.pending;
    if (op === null) {
      return [];
    }
    const heldBy = tasks.filter((other) => other.held.includes(op.object)).map((other) => other.name);
    return [{ task: task.name, op: op.kind.describe(op, undefined), heldBy }];
  });
}

/** `A waits in spin_lock(l), held by B; B waits in …`. */
export function describeWaits(waits: readonly Wait[]): string {
  return waits
    .map(
      ({ task, op, heldBy }) =>
        `${task} waits in ${op}${heldBy.length === 0 ? "" : `, held by ${heldBy.join(" and ")}`}`,
    )
    .join("; ");
}
