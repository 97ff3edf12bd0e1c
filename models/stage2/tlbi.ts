import type { Geometry } from "./geometry.ts";
import { alignDown, type IpaRange } from "./interval.ts";
import type { Leaves } from "./leaf.ts";
import { findLeaf } from "./leaf-table.ts";

/**
 * Size of the guest leaf that covers `ipa`, as KVM guesses it: the first tag met in the shadow at `ipa` rounded down to a
 * page, then to each block size (`get_guest_mapping_ttl`, nested.c, 7.3.4).
 * @returns null when no leaf there has a tag, or the first tag describes a leaf that ends before `ipa`.
 */
export function guestSizeByTag(leaves: Leaves, ipa: number, g: Geometry): number | null {
  for (const size of [g.page, ...g.blocks]) {
    const start = alignDown(ipa, size);
    const tag = findLeaf(leaves, start)?.tag ?? 0;
    if (tag !== 0) return ipa < start + tag ? tag : null;
  }
  return null;
}

/**
 * The nested range that KVM unmaps for IPAS2E1: by its TTL, else by tag, else a whole chunk
 * (`compute_tlb_inval_range`, nested.c, 7.3.4, for a guest granule equal to the host's).
 * @param ttl the size that the TTL field stands for, null when it says nothing.
 */
export function ipas2Range(leaves: Leaves, ipa: number, ttl: number | null, g: Geometry): IpaRange {
  const size = ttl ?? guestSizeByTag(leaves, ipa, g) ?? g.chunk;
  return { start: alignDown(ipa, size), size };
}
