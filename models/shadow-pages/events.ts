import type { Shared } from "../../src/core/shared.ts";

/** What the model tells the claims. */
export interface PagesEvents {
  /** A lock is about to be released. */
  readonly unlock: Shared;
  /** No leaf leads to the page of a gfn any more; the host writes it back if it knows it to be dirty. */
  readonly page_dropped: { readonly gfn: number };
}
