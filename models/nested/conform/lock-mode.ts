import type { Verdict } from "../../../src/conform/claim.ts";
import type { Kvm } from "./state/kvm.ts";

/** Puts a lock claim to the test: `what` is done by a thread that must hold mmu_lock. */
export function judgeHeld(
  verdict: Verdict,
  kvm: Kvm,
  th: string,
  modes: "write" | "read or write",
  what: string,
): void {
  const { lock } = kvm.thread(th);
  if (lock === "unknown") {
    // It may have the lock from before the trace, unless another has got it since.
    const other = kvm.writer ?? (modes === "write" ? [...kvm.readers][0] : undefined);
    if (other !== undefined) {
      verdict.broken(`${th} ${what} while ${other.name} holds mmu_lock for ${other.lock}`);
    }
  } else if (lock === "write" || (lock === "read" && modes === "read or write")) {
    verdict.held();
  } else {
    verdict.broken(`${th} ${what} ${lock === "none" ? "without mmu_lock" : "with mmu_lock held for read only"}`);
  }
}
