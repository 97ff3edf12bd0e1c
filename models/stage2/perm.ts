/** A set of the four bits below; the values are those of `enum kvm_pgtable_prot` (kvm_pgtable.h, 7.3.4). */
export type Perm = number;

/** Execute at EL1. */
export const PX: Perm = 1;
/** Execute at EL0. */
export const UX: Perm = 2;
export const W: Perm = 4;
export const R: Perm = 8;

export const X: Perm = PX | UX;
export const RW: Perm = R | W;
export const RWX: Perm = RW | X;

/** True when every bit of `wanted` is in `perm`. */
export const allows = (perm: Perm, wanted: Perm): boolean => (perm & wanted) === wanted;

/** `rwpu` with a dash for each bit that is missing. */
export function formatPerm(perm: Perm): string {
  return (perm & R ? "r" : "-") + (perm & W ? "w" : "-") + (perm & PX ? "p" : "-") + (perm & UX ? "u" : "-");
}
