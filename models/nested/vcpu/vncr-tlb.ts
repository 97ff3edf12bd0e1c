import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { World } from "../../../src/core/world.ts";
import { show } from "../../../src/kernel/cell.ts";
import { hex } from "../../stage2/leaf.ts";

/** What one translation of VNCR_EL2 leads to. */
export interface VncrTranslation {
  /** The page of L1's virtual EL2 that VNCR_EL2 points to. */
  readonly va: number;
  readonly canonical: number;
  readonly frame: number;
  /** Ghost: which entry of L1's stage-1 the walk read. */
  readonly version: number;
}

/** `vcpu->arch.vncr_tlb`, and the slot of the CPU's fixmap through which the guest's accesses go. */
export class VncrTlb extends Shared {
  /** Null while it is not valid; set and cleared under mmu_lock W. */
  translation: VncrTranslation | null;
  /** What the fixmap maps; set under mmu_lock R, cleared under W. */
  fixmap: VncrTranslation | null;

  constructor(world: World, index: number) {
    super(world, "vncr_tlb", index);
    this.translation = null;
    this.fixmap = null;
  }
}

const shown = (t: VncrTranslation): string => `canonical ${hex(t.canonical)}, frame ${hex(t.frame)}`;

const LOOKUP: OpKind = {
  name: "kvm_vncr_tlb_lookup",
  access: READ,
  ready: null,
  perform: (op) => (op.object as VncrTlb).translation?.va === op.a,
  describe: (op, hit) => `kvm_vncr_tlb_lookup(${op.object.label})${hit === undefined ? "" : ` = ${show(hit)}`}`,
};

const COMMIT: OpKind = {
  name: "vncr_tlb_commit",
  access: WRITE,
  ready: null,
  perform(op) {
    (op.object as VncrTlb).translation = op.a as VncrTranslation;
    return undefined;
  },
  describe: (op) => `${op.object.label} = ${shown(op.a as VncrTranslation)}`,
};

const MAP: OpKind = {
  name: "__set_fixmap",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const tlb = op.object as VncrTlb;
    tlb.fixmap = tlb.translation;
    return undefined;
  },
  describe: (op) => `__set_fixmap(${op.object.label})`,
};

const INVALIDATE: OpKind = {
  name: "invalidate_vncr",
  access: WRITE,
  ready: null,
  perform(op) {
    const tlb = op.object as VncrTlb;
    tlb.translation = null;
    tlb.fixmap = null;
    return undefined;
  },
  describe: (op) => `invalidate_vncr(${op.object.label})`,
};

const ACCESS: OpKind = {
  name: "vncr_access",
  access: READ,
  ready: null,
  perform(op) {
    const { fixmap } = op.object as VncrTlb;
    return fixmap !== null && fixmap.va === op.a ? fixmap : null;
  },
  describe(op, found) {
    const to = found as VncrTranslation | null | undefined;
    const what = `the guest uses its VNCR page ${hex(op.a as number)}`;
    return to === undefined ? what : `${what}: ${to === null ? "fault" : `frame ${hex(to.frame)}`}`;
  },
};

/** mmu_lock held. */
export const kvm_vncr_tlb_lookup = (tlb: VncrTlb, va: number): Op<boolean> => new Op(LOOKUP, tlb, va);
/** mmu_lock W. */
export const vncr_tlb_commit = (tlb: VncrTlb, found: VncrTranslation): Op<void> => new Op(COMMIT, tlb, found);
/** mmu_lock R, after a look-up that hit in the same section. */
export const set_vncr_fixmap = (tlb: VncrTlb): Op<void> => new Op(MAP, tlb);
/** mmu_lock W. */
export const invalidate_vncr = (tlb: VncrTlb): Op<void> => new Op(INVALIDATE, tlb);
/** What the CPU finds, or null for a fault. */
export const use_vncr_page = (tlb: VncrTlb, va: number): Op<VncrTranslation | null> => new Op(ACCESS, tlb, va);
