import type { Verdict } from "../../../src/conform/claim.ts";
import type { Thread } from "./state/thread.ts";

/** Puts a lock claim to the test: `what` is done by a thread that must hold mmu_lock. */
export function judgeHeld(
  verdict: Verdict,
  { name, lock }: Thread,
  modes: "write" | "read or write",
  what: string,
): void {
  if (lock === "unknown") {
    return;
  }
  if (lock === "write" || (lock === "read" && modes === "read or write")) {
    verdict.held();
  } else {
    verdict.broken(`${name} ${what} ${lock === "none" ? "without mmu_lock" : "with mmu_lock held for read only"}`);
  }
}
