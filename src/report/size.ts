import { printSchedule } from "../core/schedule.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { printSize } from "../shrink/order.ts";

/** `minimal, proved: 2 commands, 2 tasks, 0 preemptions, 8 steps`, or why nothing is known of how small it can be. */
export function sizeOf({ size, proved, proof }: Pick<Counterexample, "size" | "proved" | "proof">): string {
  if (proved) {
    return `minimal, proved: ${printSize(size)}`;
  }
  return `${proof.startsWith("not proved") ? "smallest found, not proved minimal" : proof}: ${printSize(size)}`;
}

/** Where fast-check drew it, and its schedule: `fast-check seed 1, path 17; schedule 2:0x3.1=4`. */
export function originOf({ origin, schedule }: Counterexample): string {
  const drawn = origin === null ? "" : `fast-check seed ${origin.seed}, path ${origin.path}; `;
  return `${drawn}schedule ${printSchedule(schedule)}`;
}

/** `1 step`, `12,345 steps`. */
export function count(n: number, what: string): string {
  return `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
}
