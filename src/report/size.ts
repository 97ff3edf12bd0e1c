import { printSchedule } from "../core/schedule.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { printSize } from "../shrink/order.ts";

/** `minimal, proved: 2 commands, 2 tasks, 0 preemptions, 8 steps`. */
export function sizeOf({ size, proved }: Counterexample): string {
  return `${proved ? "minimal, proved" : "smallest found, not proved minimal"}: ${printSize(size)}`;
}

/** Where it comes from and what was searched to prove it minimal; a sentence each, none where nothing is known. */
export function evidenceOf({ origin, schedule, proof, executions }: Counterexample): string[] {
  const shrunk = `shrunk in ${count(executions, "execution")}`;
  const drawn = origin === null ? [] : [`fast-check seed ${origin.seed}, path ${origin.path}, ${shrunk}`];
  return [...drawn, `schedule ${printSchedule(schedule)}`, ...(proof === "" ? [] : [proof])];
}

/** `1 step`, `12,345 steps`. */
export function count(n: number, what: string): string {
  return `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
}
