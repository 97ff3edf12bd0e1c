import { Cell } from "../../src/kernel/cell.ts";
import { KVM_PGTABLE_LAST_LEVEL } from "./geometry.ts";
import type { TablePage } from "./table-page.ts";

/**
 * A descriptor as a number: 13 low bits of what it is, above them the frame it maps, the table it points to or the payload
 * of an annotation, up to 40 bits. Comparing numbers is what cmpxchg does, and they stay exact where 64 bits would not.
 */
export type kvm_pte_t = number;

const KVM_PTE_VALID = 1;
/** Valid entries: a table above the last level, a page on it; without it, a block. */
const KVM_PTE_TYPE = 2;
const TABLE = KVM_PTE_VALID | KVM_PTE_TYPE;
export const KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R = 4;
export const KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W = 8;
export const KVM_PTE_LEAF_ATTR_HI_S2_XN = 0x30;
export const KVM_PTE_LEAF_ATTR_LO_S2_AF = 0x40;
const KVM_PTE_LEAF_ATTR_LO_S2_MEMATTR = 0x180;
export const KVM_PTE_LEAF_ATTR_HI_SW = 0x1e00;
export const KVM_PTE_LEAF_ATTR_S2_PERMS =
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R | KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W | KVM_PTE_LEAF_ATTR_HI_S2_XN;
/** One frame on. */
export const PTE_FRAME = 0x2000;

/** Execution allowed at: 0 both, 1 EL0, 2 neither, 3 EL1. */
export const KVM_S2_XN_ALL = 2;
const XN_SHIFT = 4;
const MEMATTR_SHIFT = 7;
export const SW_SHIFT = 9;
const LOW = PTE_FRAME;
/** Set by `pte_diff` where the frames differ. */
const FRAME_DIFFERS = LOW;

/** Invalid entries: what they stand for, in the bits above VALID. */
const INVALID_TYPE_SHIFT = 1;
const INVALID_TYPE_MASK = 0x1e;
export const KVM_INVALID_PTE_TYPE_LOCKED = 1;
/** Another walker has broken the entry and will make it. */
export const KVM_INVALID_PTE_LOCKED: kvm_pte_t = KVM_INVALID_PTE_TYPE_LOCKED << INVALID_TYPE_SHIFT;

/** Memory types of a leaf; `AS_S1` leaves it to the guest's own tables, which takes FWB. */
export const MT_S2 = { NORMAL: 0, DEVICE_nGnRE: 1, NORMAL_NC: 2, AS_S1: 3 } as const;

/** `&` sees the low 32 bits of any integer. */
const low = (pte: kvm_pte_t): number => pte & (LOW - 1);

/** What lies above the low bits: a frame, the number of a table, a payload. */
export const pte_frame = (pte: kvm_pte_t): number => Math.floor(pte / LOW);

export const kvm_pte_valid = (pte: kvm_pte_t): boolean => (pte & KVM_PTE_VALID) !== 0;

export function kvm_pte_table(pte: kvm_pte_t, level: number): boolean {
  return level !== KVM_PGTABLE_LAST_LEVEL && (pte & TABLE) === TABLE;
}

export const kvm_init_table_pte = (child: TablePage): kvm_pte_t => child.pfn * LOW + TABLE;

export function kvm_init_valid_leaf_pte(frame: number, attr: number, level: number): kvm_pte_t {
  const type = level === KVM_PGTABLE_LAST_LEVEL ? KVM_PTE_TYPE : 0;
  return frame * LOW + (attr | type | KVM_PTE_VALID);
}

export const init_annotation = (type: number, payload: number): kvm_pte_t =>
  payload * LOW + (type << INVALID_TYPE_SHIFT);

export const annotation_type = (pte: kvm_pte_t): number => (pte & INVALID_TYPE_MASK) >> INVALID_TYPE_SHIFT;

export const stage2_pte_is_counted = (pte: kvm_pte_t): boolean => pte !== 0;

export const stage2_pte_is_locked = (pte: kvm_pte_t): boolean =>
  !kvm_pte_valid(pte) && annotation_type(pte) === KVM_INVALID_PTE_TYPE_LOCKED;

/** At EL1, at EL0 or at both. */
export const stage2_pte_executable = (pte: kvm_pte_t): boolean => kvm_pte_valid(pte) && pte_xn(pte) !== KVM_S2_XN_ALL;

/** `old ^ new` in the low bits, and one bit more if they differ above. */
export const pte_diff = (a: kvm_pte_t, b: kvm_pte_t): number =>
  (low(a) ^ low(b)) | (pte_frame(a) === pte_frame(b) ? 0 : FRAME_DIFFERS);

/** `pte & ~clr | set`. */
export function pte_change(pte: kvm_pte_t, set: number, clr: number): kvm_pte_t {
  const bits = low(pte);
  return pte - bits + ((bits & ~clr) | set);
}

export const pte_has = (pte: kvm_pte_t, bits: number): boolean => (pte & bits) !== 0;
export const pte_sw = (pte: kvm_pte_t): number => (pte & KVM_PTE_LEAF_ATTR_HI_SW) >> SW_SHIFT;
export const pte_xn = (pte: kvm_pte_t): number => (pte & KVM_PTE_LEAF_ATTR_HI_S2_XN) >> XN_SHIFT;
export const xn_attr = (xn: number): number => xn << XN_SHIFT;
export const pte_memattr = (pte: kvm_pte_t): number => (pte & KVM_PTE_LEAF_ATTR_LO_S2_MEMATTR) >> MEMATTR_SHIFT;
export const memattr_attr = (type: number): number => type << MEMATTR_SHIFT;

/** `0`, `LOCKED`, `table 5`, `frame 0x3, rw-`, `annotation 2:0x10`. */
export function show_pte(pte: kvm_pte_t, level: number): string {
  if (pte === 0) {
    return "0";
  }
  if (!kvm_pte_valid(pte)) {
    const payload = `annotation ${annotation_type(pte)}:0x${pte_frame(pte).toString(16)}`;
    return stage2_pte_is_locked(pte) ? "LOCKED" : payload;
  }
  if (kvm_pte_table(pte, level)) {
    return `table ${pte_frame(pte)}`;
  }
  const r = pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R) ? "r" : "-";
  const w = pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W) ? "w" : "-";
  const x = stage2_pte_executable(pte) ? "x" : "-";
  const old = pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_AF) ? "" : ", old";
  return `frame 0x${pte_frame(pte).toString(16)}, ${r}${w}${x}${old}`;
}

/** One entry of a table page. */
export class Pte extends Cell<kvm_pte_t> {
  readonly page: TablePage;

  constructor(page: TablePage, index: number) {
    super(page.world, "pte", 0, index);
    this.page = page;
    this.owner = page.owner;
  }

  override get label(): string {
    return `${this.page.label}[${this.index}]`;
  }

  override print(value: kvm_pte_t): string {
    return show_pte(value, this.page.level);
  }
}
