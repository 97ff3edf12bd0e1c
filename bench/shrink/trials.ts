import type { Size } from "../../src/shrink/order.ts";
import { compareSizes } from "../../src/shrink/order.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { failingPrograms } from "./failing-programs.ts";

export interface Trial {
  readonly claim: string;
  readonly milliseconds: number;
  readonly runs: number;
  readonly steps: number;
  readonly size: Size;
  readonly proved: boolean;
  /** Whether ten times as many runs give nothing simpler; null where that was not tried. */
  readonly lasting: boolean | null;
}

/** Shrinks so many failing programs; every `every`-th once more with ten times the budget. */
export function trialsOf(programs: number, budget: number, every: number): Trial[] {
  const trials: Trial[] = [];
  for (const { failure, claim, steps } of failingPrograms(1)) {
    if (trials.length === programs) {
      break;
    }
    const start = performance.now();
    const { size, executions, proved } = shrink(failure, { budget });
    const milliseconds = performance.now() - start;
    const longer = trials.length % every === 0 ? shrink(failure, { budget: 10 * budget }) : null;
    const lasting = longer === null ? null : compareSizes(longer.size, size) >= 0;
    trials.push({ claim, milliseconds, runs: executions, steps, size, proved, lasting });
  }
  return trials;
}
