import type { PgtableEvents } from "../pgtable/events.ts";

/** What the model tells the claims, by event name, in the step that it describes; the walkers tell theirs besides. */
export interface TlbEvents extends PgtableEvents {
  /** Nobody is left. */
  readonly quiet: null;
  /** The guest has accessed a page, and reached this frame. */
  readonly guest_access: { readonly ia: number; readonly frame: number };
  /** A fault is handled, and the CPU goes back to the guest, to make the access again. */
  readonly fault_return: { readonly cpu: number; readonly ia: number; readonly write: boolean };
}
