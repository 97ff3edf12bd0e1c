import {
  KVM_PTE_LEAF_ATTR_HI_SW,
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_S2_PERMS,
  pte_diff,
} from "../pgtable/pte.ts";
import type { TlbEntry } from "./cpus.ts";

const MAY_DIFFER = KVM_PTE_LEAF_ATTR_S2_PERMS | KVM_PTE_LEAF_ATTR_LO_S2_AF | KVM_PTE_LEAF_ATTR_HI_SW;

/** Of two translations of a common address: whether a TLB that holds both may abort or make one out of them. */
export const conflicts = (a: TlbEntry, b: TlbEntry): boolean =>
  a.level !== b.level || (pte_diff(a.pte, b.pte) & ~MAY_DIFFER) !== 0;
