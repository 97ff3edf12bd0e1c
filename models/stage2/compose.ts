import { type Geometry, largestLeaf } from "./geometry.ts";
import { alignDown } from "./interval.ts";
import type { Leaf } from "./leaf.ts";
import { findMapping, leafAt, type Mappings, outputOf } from "./mapping.ts";

/**
 * The largest leaf a fault at nested `n` may install: nested IPA by guest stage-2 to canonical IPA by the canonical table
 * to frame; rights are those both stages give; no longer than the leaf of either stage, nor than `limit` (a page while
 * dirty logging). A block needs all three addresses congruent and both stages to fill it
 * (`user_mem_abort`, `fault_supports_stage2_huge_mapping`, `transparent_hugepage_adjust`, mmu.c, 7.3.4).
 * @param guest null for a shadow whose L1 context has stage-2 off: nested and canonical are one, and leaves have no tag.
 * @returns null when a stage has no translation: the fault goes to L1, to the VMM or is retried.
 */
export function compose(
  n: number,
  guest: Mappings | null,
  host: Mappings,
  g: Geometry,
  limit: number = g.chunk,
): Leaf | null {
  const first = guest === null ? null : findMapping(guest, n);
  if (guest !== null && first === null) return null;
  const c = first === null ? n : outputOf(first, n);
  const second = findMapping(host, c);
  if (second === null) return null;
  const pa = outputOf(second, c);
  const tag = first === null ? 0 : leafAt(first, n, g).size;

  const longest = Math.min(limit, leafAt(second, c, g).size, first === null ? limit : tag);
  const fits = (len: number) => len <= longest && n % len === c % len && c % len === pa % len;
  const len = largestLeaf(g, fits);
  const perm = first === null ? second.perm : first.perm & second.perm;
  return { n: alignDown(n, len), c: alignDown(c, len), len, pa: alignDown(pa, len), perm, tag };
}
