import { EINVAL } from "../../src/kernel/errno.ts";
import type { KvmPgtable } from "./pgtable.ts";
import {
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
  kvm_pte_valid,
  KVM_S2_XN_ALL,
  memattr_attr,
  MT_S2,
  pte_has,
  pte_memattr,
  pte_sw,
  pte_xn,
  SW_SHIFT,
  xn_attr,
} from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";

/** `enum kvm_pgtable_prot`, bits of one's own. */
export const KVM_PGTABLE_PROT_UX = 1;
export const KVM_PGTABLE_PROT_PX = 2;
export const KVM_PGTABLE_PROT_W = 4;
export const KVM_PGTABLE_PROT_R = 8;
export const KVM_PGTABLE_PROT_DEVICE = 16;
export const KVM_PGTABLE_PROT_NORMAL_NC = 32;
/** Four software bits from here on. */
export const KVM_PGTABLE_PROT_SW_SHIFT = 6;
export const KVM_PGTABLE_PROT_X = KVM_PGTABLE_PROT_PX | KVM_PGTABLE_PROT_UX;

/** The software bits, counted from 0. */
export const prot_sw = (prot: number): number => prot >> KVM_PGTABLE_PROT_SW_SHIFT;

/** Attribute bits of a leaf, or a negative error. */
export function stage2_set_xn_attr({ mmu }: KvmPgtable, prot: number): number {
  const px = (prot & KVM_PGTABLE_PROT_PX) !== 0;
  const ux = (prot & KVM_PGTABLE_PROT_UX) !== 0;
  if (!mmu.caps.xnx && px !== ux) {
    return -EINVAL;
  }
  if (px) {
    return xn_attr(ux ? 0b00 : 0b11);
  }
  return xn_attr(ux ? 0b01 : KVM_S2_XN_ALL);
}

function memattr({ as_s1, mmu }: KvmPgtable, type: number): number {
  if (!as_s1) {
    return type;
  }
  return mmu.caps.fwb ? MT_S2.AS_S1 : MT_S2.NORMAL;
}

/** Attribute bits of a new leaf, or a negative error: device and non-cacheable memory is not executable. */
export function stage2_set_prot_attr(pgt: KvmPgtable, prot: number): number {
  const device = (prot & KVM_PGTABLE_PROT_DEVICE) !== 0;
  const nc = (prot & KVM_PGTABLE_PROT_NORMAL_NC) !== 0;
  if ((device && nc) || ((device || nc) && (prot & KVM_PGTABLE_PROT_X) !== 0)) {
    return -EINVAL;
  }
  const type = device ? MT_S2.DEVICE_nGnRE : nc ? MT_S2.NORMAL_NC : MT_S2.NORMAL;
  const xn = stage2_set_xn_attr(pgt, prot);
  if (xn < 0) {
    return xn;
  }
  const r = (prot & KVM_PGTABLE_PROT_R) !== 0 ? KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R : 0;
  const w = (prot & KVM_PGTABLE_PROT_W) !== 0 ? KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W : 0;
  return xn | memattr_attr(memattr(pgt, type)) | r | w | KVM_PTE_LEAF_ATTR_LO_S2_AF | (prot_sw(prot) << SW_SHIFT);
}

const xnProt = [KVM_PGTABLE_PROT_X, KVM_PGTABLE_PROT_UX, 0, KVM_PGTABLE_PROT_PX];

/** What a leaf allows. Its memory type is not part of it. */
export function kvm_pgtable_stage2_pte_prot(pte: kvm_pte_t): number {
  const sw = pte_sw(pte) << KVM_PGTABLE_PROT_SW_SHIFT;
  const r = pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R) ? KVM_PGTABLE_PROT_R : 0;
  const w = pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W) ? KVM_PGTABLE_PROT_W : 0;
  return sw | r | w | xnProt[pte_xn(pte)]!;
}

export const stage2_pte_cacheable = (pgt: KvmPgtable, pte: kvm_pte_t): boolean =>
  kvm_pte_valid(pte) && pte_memattr(pte) === memattr(pgt, MT_S2.NORMAL);
