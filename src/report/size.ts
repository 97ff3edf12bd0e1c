import type { Finding } from "./finding.ts";

/** `minimal, proved: 2 commands, 2 tasks, 0 preemptions, 8 steps`. */
export function sizeOf({ size, minimality }: Finding): string {
  const counts = [
    count(size.commands, "command"),
    count(size.tasks, "task"),
    count(size.preemptions, "preemption"),
    count(size.steps, "step"),
  ];
  return `${minimality === "proved" ? "minimal, proved" : "smallest found, not proved minimal"}: ${counts.join(", ")}`;
}

/** `1 step`, `12,345 steps`. */
export function count(n: number, what: string): string {
  return `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
}
