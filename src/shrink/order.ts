/**
 * How large a counterexample is. Its fields are compared in the order in which they stand here: the first that differs
 * decides which of two is the simpler one.
 */
export interface Size {
  readonly commands: number;
  readonly tasks: number;
  /** Switches away from a task that could have gone on. */
  readonly preemptions: number;
  /** Switches of any kind. */
  readonly switches: number;
  /** Steps up to the one that broke the claim. */
  readonly steps: number;
  /** Sum over all arguments and settings of the distance from the simplest value. */
  readonly argumentSize: number;
  /** Choices inside ops that were not the ordinary one, e.g. failed allocations. */
  readonly surprises: number;
}

export const ORDER = ["commands", "tasks", "preemptions", "switches", "steps", "argumentSize", "surprises"] as const;

/** Negative if `a` is simpler than `b`. */
export function compareSizes(a: Size, b: Size): number {
  for (const field of ORDER) {
    if (a[field] !== b[field]) {
      return a[field] - b[field];
    }
  }
  return 0;
}

/** `2 commands, 2 tasks, 1 preemption, 8 steps`. */
export function printSize(size: Size): string {
  return (["commands", "tasks", "preemptions", "steps"] as const)
    .map((field) => `${size[field]} ${size[field] === 1 ? field.slice(0, -1) : field}`)
    .join(", ");
}
