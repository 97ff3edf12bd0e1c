import type { Shared } from "../../src/core/shared.ts";

/** What the model tells the claims, by event name, in the step that it describes. */
export interface LifecycleEvents {
  /** A lock is about to be released. */
  readonly unlock: Shared;
  /** Code reads through NULL, or past the end of an array: which. */
  readonly oops: string;
  /** A notifier has taken leaves away and flushes the TLB by the VM's handle; the main VM's is 1. */
  readonly tlb_flush: { readonly handle: number };
}
