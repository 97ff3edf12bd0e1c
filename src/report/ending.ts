import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Finding } from "./finding.ts";
import { lockCycle } from "./lock-chains.ts";
import { wrap } from "./wrap.ts";

const CHANCE =
  "this run does not show it again: something outside the schedule decides, `s2check explore --twice` says where";

/** What stands below the columns: the broken claim with actual values, or who waits for whom. */
export function endingOf(finding: Finding, width: number): string[] {
  const { trace } = finding;
  const { claim, message } = finding.counterexample;
  if (claim === ENGINE_CLAIMS.deadlock && trace.outcome.kind === "deadlocked") {
    const waits = trace.outcome.waits.map(
      ({ task, op, heldBy }) => `${task} waits in ${op}${heldBy.length > 0 ? `, held by ${heldBy.join(" and ")}` : ""}`,
    );
    return ["deadlock: nobody can go on", ...waits.flatMap((line) => wrap(`  ${line}`, width, "    "))];
  }
  const links = claim === ENGINE_CLAIMS.lockOrder ? lockCycle(trace) : [];
  if (links.length > 0) {
    const names = trace.tasks.map((task) => task.length);
    const lines = links.map(
      ({ task, held, takes, step }) =>
        `  ${trace.tasks[task]!.padEnd(Math.max(...names))}  holds ${held}, takes ${takes} (step ${step})`,
    );
    return ["lock-order: these orders can deadlock", ...lines.flatMap((line) => wrap(line, width, "    "))];
  }
  const ending = wrap(`${claim}: ${message}`, width, "  ");
  return trace.violations.length > 0 || claim === ENGINE_CLAIMS.lockOrder
    ? ending
    : [...ending, ...wrap(CHANCE, width, "  ")];
}
