/**
 * OWNER (I17). Whenever host_mmu.lock is free, for every page p: a guest has p, at most one, exactly if the host's table has an
 * annotation for p and p's state is NOPAGE; then no entry of the host's table maps p, and no access of the host reaches it.
 */
import { PAGES } from "../models/pkvm/config.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { standingOf } from "../models/pkvm/owners.ts";
import type { Hyp } from "../models/pkvm/state.ts";
import { property } from "../src/scenario/property.ts";

function disowned(hyp: Hyp, page: number): string | null {
  const { isMapped, isAnnotated, isAway, guests } = standingOf(hyp, page);
  if (guests.length > 1) {
    return `page ${page} is guest ${guests.join("'s and guest ")}'s`;
  }
  if (isMapped && (guests.length > 0 || isAway)) {
    return `the host has mapped page ${page}, which is guest ${guests[0] ?? "?"}'s`;
  }
  if (isAnnotated === isAway && isAway === guests.length > 0) {
    return null;
  }
  return `page ${page}: ${isAnnotated ? "annotated" : "not annotated"}, ${isAway ? "away" : "the host's"} by its state, ${guests.length} guests have it`;
}

function anyDisowned(hyp: Hyp, lock: unknown): string | null {
  if (lock !== hyp.host_lock) {
    return null;
  }
  for (let page = 0; page < PAGES; page++) {
    const text = disowned(hyp, page);
    if (text !== null) {
      return text;
    }
  }
  return null;
}

export default property({
  name: "single-owner",
  statement: "every page has one owner, and the host reaches no page of a guest",
  model: pkvm,
  claim: {
    on: {
      unlock: anyDisowned,
      host_access: (hyp, { page }) =>
        standingOf(hyp, page).guests.length > 0 ? `the host accesses page ${page}, which is a guest's` : null,
    },
  },
  exercised: ["a page was donated", "a page was reclaimed", "the host was kept from a page"],
});
