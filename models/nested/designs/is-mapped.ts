import { Op, READ } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { overlaps } from "../../stage2/interval.ts";
import { hex } from "../../stage2/leaf.ts";
import { findLeaf } from "../../stage2/leaf-table.ts";
import type { S2Mmu } from "../mmu/s2-mmu.ts";

/** What a fault has mapped, as it records it. */
export interface Mapped {
  readonly canonical: number;
  readonly nested_ipa: number;
  readonly size: number;
  /** Another leaf made way for it. */
  readonly replaced: boolean;
}

/** The kernel would compare frames; as long as the fault pins its own, that and the canonical page come to the same. */
const GET_LEAF: OpKind = {
  name: "kvm_pgtable_get_leaf",
  access: READ,
  ready: null,
  perform(op) {
    const { canonical, nested_ipa, size } = op.a as Mapped;
    const leaf = findLeaf((op.object as S2Mmu).leaves, nested_ipa);
    return (
      leaf !== null &&
      leaf.n === nested_ipa &&
      leaf.len === size &&
      overlaps(leaf.c, leaf.len, { start: canonical, size })
    );
  },
  describe(op, result) {
    const answer = result === undefined ? "" : result === true ? " is the fault's own" : " is another's";
    return `${op.object.label}[${hex((op.a as Mapped).nested_ipa)}]${answer}`;
  },
};

/**
 * Whether the leaf of a fault is still there. Under the lock of a tree: whoever replaces it records after that. So a fault
 * that finds it there, and has itself replaced another, may remove what leads to these nested addresses.
 */
export const is_mapped = (mmu: S2Mmu, mapped: Mapped): Op<boolean> => new Op(GET_LEAF, mmu, mapped);
