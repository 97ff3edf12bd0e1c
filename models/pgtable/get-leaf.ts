import type { Task } from "../../src/core/task.ts";
import { PAGE_SIZE } from "./geometry.ts";
import { pageOf } from "./pgtable.ts";
import type { KvmPgtable } from "./pgtable.ts";
import type { kvm_pte_t } from "./pte.ts";
import { kvm_pgtable_walk, KVM_PGTABLE_WALK_LEAF } from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

/** The entry that a walk of one address ends at. */
export interface LeafWalkData {
  pte: kvm_pte_t;
  level: number;
}

function leaf_walker({ old, level, arg }: VisitCtx<LeafWalkData>): number {
  arg.pte = old;
  arg.level = level;
  return 0;
}

/** Fills `leaf` with the entry at `addr`, valid or not. 0 or -ERANGE. */
export function* kvm_pgtable_get_leaf(pgt: KvmPgtable, addr: number, leaf: LeafWalkData): Task<number> {
  const flags = KVM_PGTABLE_WALK_LEAF;
  return yield* kvm_pgtable_walk(pgt, pageOf(pgt, addr), PAGE_SIZE(pgt.mm_ops.geometry), {
    cb: leaf_walker,
    arg: leaf,
    flags,
  });
}
