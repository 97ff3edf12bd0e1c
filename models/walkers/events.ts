import type { Shared } from "../../src/core/shared.ts";
import type { PgtableEvents } from "../pgtable/events.ts";

export interface Range {
  readonly ia: number;
  readonly pages: number;
}

/** A fault of an access returned 0, and nobody has the entry locked. */
interface FaultHandled {
  readonly ia: number;
  readonly kind: string;
  /** How many of this kind and access have. */
  readonly times: number;
  /** How often others have changed what is at the page since the access began. */
  readonly changes: number;
}

/** What the model tells the claims, by event name, in the step that it describes; the walkers tell theirs besides. */
export interface WalkerEvents extends PgtableEvents {
  /** A lock is about to be released. */
  readonly unlock: Shared;
  /** The dirty log of a range is in hand. */
  readonly log_taken: Range;
  /** The guest has accessed a page. */
  readonly guest_access: { readonly ia: number; readonly write: boolean };
  readonly fault_handled: FaultHandled;
  /** Nobody is inside any more, and the VM is about to go. */
  readonly quiet: null;
}
