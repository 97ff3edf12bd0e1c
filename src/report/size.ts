import type { Counterexample } from "../shrink/counterexample.ts";
import { printSize } from "../shrink/order.ts";

/** `minimal, proved: 2 commands, 2 tasks, 0 preemptions, 8 steps`. */
export function sizeOf({ size, proved }: Counterexample): string {
  return `${proved ? "minimal, proved" : "smallest found, not proved minimal"}: ${printSize(size)}`;
}

/** `1 step`, `12,345 steps`. */
export function count(n: number, what: string): string {
  return `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
}
