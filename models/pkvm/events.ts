import type { Shared } from "../../src/core/shared.ts";
import type { PgtableEvents } from "../pgtable/events.ts";

/** What the model tells the claims, by event name, in the step that it describes; the walkers tell theirs besides. */
export interface PkvmEvents extends PgtableEvents {
  /** A lock is about to be released. */
  readonly unlock: Shared;
  /** The host has accessed a page of its memory. */
  readonly host_access: { readonly page: number };
  /** A hypercall is about to release its locks: its result, and who had what before and has after. */
  readonly hyp_return: { readonly call: string; readonly ret: number; readonly before: string; readonly after: string };
  /** A CPU has loaded a vCPU, and read a field of it. */
  readonly vcpu_loaded: { readonly ready: boolean };
  /** Nobody is left. */
  readonly quiet: null;
}
