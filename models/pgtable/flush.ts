import type { Task } from "../../src/core/task.ts";
import { dcache_clean_inval_poc } from "./cmo.ts";
import { kvm_granule_size, PAGE_SIZE } from "./geometry.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { stage2_pte_cacheable } from "./prot.ts";
import { pte_frame } from "./pte.ts";
import { kvm_pgtable_walk, KVM_PGTABLE_WALK_LEAF } from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

const stage2_flush_walker = (ctx: VisitCtx<KvmPgtable>): Task<number> | number =>
  stage2_pte_cacheable(ctx.arg, ctx.old) ? cleanLeaf(ctx) : 0;

function* cleanLeaf({ old, level, mm_ops }: VisitCtx<KvmPgtable>): Task<number> {
  const { geometry } = mm_ops;
  yield* dcache_clean_inval_poc(mm_ops, pte_frame(old) * PAGE_SIZE(geometry), kvm_granule_size(geometry, level));
  return 0;
}

/** Cleans the data cache of all that is mapped in the range; nothing to do with FWB. */
export function* kvm_pgtable_stage2_flush(pgt: KvmPgtable, addr: number, size: number): Task<number> {
  if (pgt.mmu.caps.fwb) {
    return 0;
  }
  return yield* kvm_pgtable_walk(pgt, addr, size, { cb: stage2_flush_walker, arg: pgt, flags: KVM_PGTABLE_WALK_LEAF });
}
