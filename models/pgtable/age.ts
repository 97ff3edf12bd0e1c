import type { Task } from "../../src/core/task.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { WRITE_ONCE } from "../../src/kernel/cell.ts";
import { EAGAIN } from "../../src/kernel/errno.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { KVM_PTE_LEAF_ATTR_LO_S2_AF, kvm_pte_valid, pte_change } from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";
import { stage2_try_set_pte } from "./set-pte.ts";
import { kvm_pgtable_walk, KVM_PGTABLE_WALK_LEAF, kvm_pgtable_walk_shared } from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

interface Stage2AgeData {
  readonly mkold: boolean;
  young: boolean;
}

function stage2_age_walker(ctx: VisitCtx<Stage2AgeData>): Task<number> | number {
  const { old, arg } = ctx;
  const pte = kvm_pte_valid(old) ? pte_change(old, 0, KVM_PTE_LEAF_ATTR_LO_S2_AF) : old;
  if (pte === old) {
    return 0;
  }
  arg.young = true;
  return arg.mkold ? setOld(ctx, pte) : 0;
}

function* setOld(ctx: VisitCtx<Stage2AgeData>, pte: kvm_pte_t): Task<number> {
  if (ctx.mm_ops.quirks.ageSet === "store") {
    yield* WRITE_ONCE(ctx.ptep, pte);
    return 0;
  }
  return (yield* stage2_try_set_pte(ctx, pte)) ? 0 : -EAGAIN;
}

/**
 * Whether a leaf in the range was accessed since the last time; `mkold` starts over. No TLBI: the caller's. mmu_lock W; with
 * KVM_PGTABLE_WALK_SHARED, beside other walkers, as was proposed for aging without a lock.
 */
export function* kvm_pgtable_stage2_test_clear_young(
  pgt: KvmPgtable,
  addr: number,
  size: number,
  mkold: boolean,
  flags = 0,
): Task<boolean> {
  const arg: Stage2AgeData = { mkold, young: false };
  const walker = { cb: stage2_age_walker, arg, flags: flags | KVM_PGTABLE_WALK_LEAF };
  const ret = yield* kvm_pgtable_walk(pgt, addr, size, walker);
  WARN_ON(pgt.mm_ops.world, ret !== 0 && !kvm_pgtable_walk_shared(flags), "kvm_pgtable_walk(pgt, addr, size, &walker)");
  return arg.young;
}
