import type { Geometry } from "./geometry.ts";
import type { IpaRange } from "./interval.ts";
import {
  findMapping,
  type GuestMapping,
  leafAt,
  type Mapping,
  type Mappings,
  within,
  without,
  withMapping,
} from "./mapping.ts";
import { RWX } from "./perm.ts";

/** A translation that L1's tables gave until the rewrite number `until`. */
export interface StaleMapping extends Mapping {
  readonly until: number;
}

/** What one L1 context (VTTBR, VTCR, stage-2 on or off) may translate by: its tables, and what no TLBI retired yet. */
export interface GuestView {
  /** Rewrites so far; a TLBI is issued at a value of it. */
  readonly clock: number;
  readonly current: Mappings;
  readonly stale: readonly StaleMapping[];
}

export const emptyView: GuestView = { clock: 0, current: [], stale: [] };

/** A context with stage-2 off: nested and canonical are one address. */
export function identityView(g: Geometry): GuestView {
  const size = g.canonicalSize;
  return { clock: 0, current: [{ start: 0, size, to: 0, perm: RWX, block: size }], stale: [] };
}

/** L1 writes entries. What they replace may be used until a TLBI issued after this retires. */
export function rewrite(view: GuestView, mapping: GuestMapping): GuestView {
  const next = erase(view, mapping);
  return { ...next, current: withMapping(next.current, mapping) };
}

/** L1 clears entries: the first half of break-before-make. */
export function erase(view: GuestView, range: IpaRange): GuestView {
  const clock = view.clock + 1;
  const replaced = within(view.current, range).map((mapping) => ({ ...mapping, until: clock }));
  return { clock, current: without(view.current, range), stale: [...view.stale, ...replaced] };
}

/**
 * A TLBI over a nested range retires: RIPAS2E1, IPAS2E1 with a TTL (the aligned range it names), VMALLS12E1 and ALLE1 (the
 * whole space). The caller applies it to every context the instruction reaches.
 * @param issuedAt the view's clock when the instruction trapped: it owes nothing to rewrites that came after.
 */
export function retireRange(view: GuestView, range: IpaRange, issuedAt: number): GuestView {
  const stale = view.stale.flatMap((old) => (old.until <= issuedAt ? without([old], range) : [old]));
  return { ...view, stale };
}

/** IPAS2E1 without a TTL retires: the whole of every leaf that translated `ipa`, however long L1 had written it. */
export function retireIpa(view: GuestView, ipa: number, issuedAt: number, g: Geometry): GuestView {
  const stale = view.stale.flatMap((old) =>
    old.until <= issuedAt && findMapping([old], ipa) !== null ? without([old], leafAt(old, ipa, g)) : [old],
  );
  return { ...view, stale };
}
