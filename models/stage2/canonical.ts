import { intersect, type IpaRange, overlaps } from "./interval.ts";
import { hex } from "./leaf.ts";
import { type HostMapping, type Mappings, outputOf, within, without, withMapping } from "./mapping.ts";
import { W } from "./perm.ts";

/**
 * The host backs a canonical range. More rights, or other leaf sizes, for the same frames need no invalidation.
 * @throws Error when other frames back part of it now: the primary MM changes a frame only after its notifier returned.
 */
export function back(host: Mappings, mapping: HostMapping): Mappings {
  for (const old of host) {
    const shared = intersect(old, mapping);
    if (shared !== null && outputOf(old, shared.start) !== outputOf(mapping, shared.start)) {
      const frames = `frame ${hex(outputOf(old, shared.start))}, not ${hex(outputOf(mapping, shared.start))}`;
      throw new Error(`canonical ${hex(shared.start)} is backed by ${frames}: invalidate it first`);
    }
  }
  return withMapping(host, mapping);
}

/**
 * An unmap notifier returned, or a memslot went away: nothing backs the range until `back` says so. Until that return
 * the old frames may still be observed, so call it then, not when the notifier begins.
 */
export const invalidate = (host: Mappings, range: IpaRange): Mappings => without(host, range);

/** A write-protect pass returned: no write is due until a fault marked the page dirty and `back` gave the right again. */
export function protect(host: Mappings, range: IpaRange): Mappings {
  if (!host.some((mapping) => overlaps(mapping.start, mapping.size, range))) return host;
  const readOnly = within(host, range).map((mapping) => ({ ...mapping, perm: mapping.perm & ~W }));
  return [...without(host, range), ...readOnly].toSorted((a, b) => a.start - b.start);
}
