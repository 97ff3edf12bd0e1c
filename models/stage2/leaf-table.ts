import { EAGAIN } from "../../src/kernel/errno.ts";
import { type IpaRange, overlaps } from "./interval.ts";
import type { Leaf, Leaves } from "./leaf.ts";
import { type Perm, RW, W, X } from "./perm.ts";

export interface TableResult {
  /** 0 or -EAGAIN; with -EAGAIN the table is the one that went in. */
  readonly err: number;
  readonly leaves: Leaves;
}

/** The leaf that translates `n`. */
export function findLeaf(leaves: Leaves, n: number): Leaf | null {
  const leaf = leaves[firstEndingAfter(leaves, n)];
  return leaf !== undefined && leaf.n <= n ? leaf : null;
}

/**
 * `stage2_map_walker_try_leaf` (hyp/pgtable.c, 7.3.4) for one leaf. An entry of the same size that differs at most in
 * permissions gives -EAGAIN, even where the new one would take rights away; `c` is no part of an entry and does not
 * count. Any other overlap goes entirely: a page inside a block leaves only that page, a block replaces its pages.
 */
export function mapLeaf(leaves: Leaves, leaf: Leaf): TableResult {
  const from = firstEndingAfter(leaves, leaf.n);
  const old = leaves[from];
  if (old !== undefined && old.n === leaf.n && old.len === leaf.len && old.pa === leaf.pa && old.tag === leaf.tag) {
    return { err: -EAGAIN, leaves };
  }
  return { err: 0, leaves: [...leaves.slice(0, from), leaf, ...leaves.slice(firstFrom(leaves, leaf.n + leaf.len))] };
}

/** `stage2_unmap_walker`: clearing any part of a block clears the block, so every leaf the nested range touches goes. */
export function unmapNested(leaves: Leaves, range: IpaRange): Leaves {
  return leaves.filter((leaf) => !overlaps(leaf.n, leaf.len, range));
}

/**
 * `kvm_pgtable_stage2_relax_perms` (hyp/pgtable.c, 7.3.4): adds R and W to the leaf at `n`, whatever it maps; an execute
 * right in `perm` replaces both execute rights of the leaf, none leaves them. -EAGAIN when there is no leaf.
 */
export function relaxPerms(leaves: Leaves, n: number, perm: Perm): TableResult {
  const found = findLeaf(leaves, n);
  if (found === null) return { err: -EAGAIN, leaves };
  const execute = (perm & X) !== 0 ? perm & X : found.perm & X;
  const relaxed = { ...found, perm: ((found.perm | perm) & RW) | execute };
  return { err: 0, leaves: leaves.map((leaf) => (leaf === found ? relaxed : leaf)) };
}

/** `kvm_pgtable_stage2_wrprotect`: block-rounded as unmap is, and silent about holes. */
export function writeProtect(leaves: Leaves, range: IpaRange): Leaves {
  return leaves.map((leaf) =>
    (leaf.perm & W) !== 0 && overlaps(leaf.n, leaf.len, range) ? { ...leaf, perm: leaf.perm & ~W } : leaf,
  );
}

const firstEndingAfter = (leaves: Leaves, n: number): number => partition(leaves, (leaf) => leaf.n + leaf.len <= n);

const firstFrom = (leaves: Leaves, n: number): number => partition(leaves, (leaf) => leaf.n < n);

/** Index of the first leaf for which `before` is false; it holds for a prefix of the table. */
function partition(leaves: Leaves, before: (leaf: Leaf) => boolean): number {
  let low = 0;
  let high = leaves.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const leaf = leaves[middle];
    if (leaf !== undefined && before(leaf)) low = middle + 1;
    else high = middle;
  }
  return low;
}
