import type { StepDocument } from "../document.ts";

/** Indices of the steps that get a row: all, or those that can have had to do with what broke. */
export function visibleSteps(steps: readonly StepDocument[], all: boolean): number[] {
  return steps.flatMap((step, index) => (all || step.matters ? [index] : []));
}
