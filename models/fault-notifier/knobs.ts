import type { KnobValues } from "../../src/scenario/knob-design.ts";

export interface FaultKnobs {
  /** When a fault samples mmu_invalidate_seq. */
  readonly sample: "beforeGup" | "afterGup";
  /** Where it asks whether what it found may be gone. */
  readonly retry: "underLock" | "beforeLock" | "never";
  /** Whether an invalidation that is in progress counts. */
  readonly inProgress: "counts" | "ignored";
  /** What the sequence is kept in between sample and check. */
  readonly seqType: "long" | "int";
  /** Whether a fault looks again, under the lock, if its root is still in use. */
  readonly rootCheck: "underLock" | "never";
  /** Whether a notifier also empties roots that were given up and that vCPUs may still run on. */
  readonly givenUp: "zapped" | "skipped";
  /** Whether an error between looking a frame up and mapping it gives the frame back. */
  readonly errorPut: "yes" | "no";
  /** How KVM takes a reference on a frame that the host maps without one. */
  readonly pfnmap: "tryGet" | "get";
  /** Whether a change of the memslots waits for notifiers that have begun and not ended. */
  readonly slotWait: "waits" | "never";
  /** What a pfn cache asks before it publishes what it looked up. */
  readonly gpcRetry: "activeAndSeq" | "seqOnly" | "never";
}

export const FAULT_KNOBS: KnobValues<FaultKnobs> = {
  sample: ["beforeGup", "afterGup"],
  retry: ["underLock", "beforeLock", "never"],
  inProgress: ["counts", "ignored"],
  seqType: ["long", "int"],
  rootCheck: ["underLock", "never"],
  givenUp: ["zapped", "skipped"],
  errorPut: ["yes", "no"],
  pfnmap: ["tryGet", "get"],
  slotWait: ["waits", "never"],
  gpcRetry: ["activeAndSeq", "seqOnly", "never"],
};
