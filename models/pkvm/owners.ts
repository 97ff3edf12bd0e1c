import { kvm_pte_valid } from "../pgtable/pte.ts";
import { entryAt } from "../walkers/entry-at.ts";
import { PAGES } from "./config.ts";
import { PKVM_NOPAGE } from "./state.ts";
import type { Hyp } from "./state.ts";

/** What the tables and the page's state say of one page; for claims. */
export interface Standing {
  /** The host's table maps it. */
  readonly isMapped: boolean;
  /** The host's table says that it is another's. */
  readonly isAnnotated: boolean;
  /** The page's own state says so. */
  readonly isAway: boolean;
  /** Guests that have it. */
  readonly guests: readonly number[];
}

export function standingOf({ host, guests, states }: Hyp, page: number): Standing {
  const [{ peek }] = entryAt(host.pgt, page);
  const isMapped = kvm_pte_valid(peek);
  return {
    isMapped,
    isAnnotated: !isMapped && peek !== 0,
    isAway: states[page]!.peek === PKVM_NOPAGE,
    guests: guests.flatMap(({ pgt }, guest) => (kvm_pte_valid(entryAt(pgt, page)[0].peek) ? [guest] : [])),
  };
}

/** Who has what: what a call that fails must leave as it was. Whether the host has mapped its own is no part of it. */
export function ownersOf(hyp: Hyp): string {
  const pages = Array.from({ length: PAGES }, (_, page) => {
    const { isAnnotated, isAway, guests } = standingOf(hyp, page);
    const guest = guests.map((one) => `, guest ${one}`).join("");
    return isAnnotated || isAway || guest !== ""
      ? `page ${page}: ${isAnnotated ? "not the host's" : "the host's"}${guest}`
      : "";
  });
  const text = pages.filter((line) => line !== "").join("; ");
  return text === "" ? "all is the host's" : text;
}
