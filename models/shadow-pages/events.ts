import type { Shared } from "../../src/core/shared.ts";

/** What the model tells the claims. */
export interface PagesEvents {
  /** A lock is about to be released. */
  readonly unlock: Shared;
}
