import { type Geometry, isLeafSize } from "./geometry.ts";
import { isAligned } from "./interval.ts";
import { formatPerm, type Perm } from "./perm.ts";

/** One valid entry of a stage-2 table that ends the walk: nested `[n, n+len)` reaches frames `[pa, pa+len)`. */
export interface Leaf {
  /** Nested IPA; in the canonical stage-2, and in a shadow with stage-2 off, equal to `c`. */
  readonly n: number;
  /** Canonical IPA the frames were found by. No bit of the real entry holds it: it is what a reverse map must remember. */
  readonly c: number;
  readonly len: number;
  readonly pa: number;
  readonly perm: Perm;
  /** Size of the guest stage-2 leaf behind this one, 0 when none: the software bits `KVM_NV_GUEST_MAP_SZ`. */
  readonly tag: number;
  /** The access flag is clear. */
  readonly old?: true;
}

/** A table as the function it computes: leaves ascending by `n`, disjoint. Empty table pages are not part of it. */
export type Leaves = readonly Leaf[];

/** Says what no hardware table could hold, or null. */
export function malformed(leaf: Leaf, g: Geometry): string | null {
  if (!isLeafSize(g, leaf.len)) return `${formatLeaf(leaf)}: no leaf of ${g.name} is ${hex(leaf.len)} long`;
  for (const field of ["n", "c", "pa"] as const) {
    if (!isAligned(leaf[field], leaf.len)) {
      return `${formatLeaf(leaf)}: ${field} ${hex(leaf[field])} is not aligned to its length ${hex(leaf.len)}`;
    }
  }
  return null;
}

export const hex = (address: number): string => `0x${address.toString(16)}`;

/** `nested 0x4+0x4 -> canonical 0x8 -> frame 0x20 rw--`; the length is left out for a unit of 1. */
export function formatLeaf(leaf: Leaf): string {
  const size = leaf.len === 1 ? "" : `+${hex(leaf.len)}`;
  const tag = leaf.tag === 0 ? "" : ` tag ${hex(leaf.tag)}`;
  return `nested ${hex(leaf.n)}${size} -> canonical ${hex(leaf.c)} -> frame ${hex(leaf.pa)} ${formatPerm(leaf.perm)}${tag}`;
}
