import type { Task } from "../../src/core/task.ts";
import { EINVAL } from "../../src/kernel/errno.ts";
import { page_count } from "../../src/kernel/page.ts";
import { stage2_map_walker } from "./map-walker.ts";
import type { Stage2MapData } from "./map-walker.ts";
import type { KvmMmuMemoryCache } from "./memory-cache.ts";
import { pageOf } from "./pgtable.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { stage2_set_prot_attr } from "./prot.ts";
import { init_annotation, KVM_INVALID_PTE_TYPE_LOCKED } from "./pte.ts";
import { dsb_ishst } from "./tlb.ts";
import { kvm_pgtable_walk, KVM_PGTABLE_WALK_LEAF, KVM_PGTABLE_WALK_TABLE_PRE } from "./walk.ts";

/**
 * Maps `[addr, addr + size)` to the frames from `phys` on, blocks where they fit; `flags` is 0 under mmu_lock W, or
 * KVM_PGTABLE_WALK_SHARED under mmu_lock R. 0, -EAGAIN at the first leaf that is there already or that another walker holds,
 * -ENOMEM when the cache is empty; what was mapped before stays.
 */
export function* kvm_pgtable_stage2_map(
  pgt: KvmPgtable,
  addr: number,
  size: number,
  phys: number,
  prot: number,
  mc: KvmMmuMemoryCache | null,
  flags: number,
): Task<number> {
  const attr = stage2_set_prot_attr(pgt, prot);
  if (attr < 0) {
    return attr;
  }
  const arg: Stage2MapData = {
    pgt,
    phys: pageOf(pgt, phys),
    attr,
    pte_annot: null,
    memcache: mc,
    force_pte: false,
    unlinked: null,
  };
  const visits = KVM_PGTABLE_WALK_TABLE_PRE | KVM_PGTABLE_WALK_LEAF;
  const ret = yield* kvm_pgtable_walk(pgt, addr, size, { cb: stage2_map_walker, arg, flags: flags | visits });
  yield* dsb_ishst(pgt.mm_ops);
  if (arg.unlinked !== null && pgt.mm_ops.quirks.unlinkedUse === "afterWalk") {
    yield* page_count(arg.unlinked);
  }
  return ret;
}

/** Marks pages with an owner or another note of `type`, and takes out what was mapped there; mmu_lock W. */
export function* kvm_pgtable_stage2_annotate(
  pgt: KvmPgtable,
  addr: number,
  size: number,
  mc: KvmMmuMemoryCache | null,
  type: number,
  annot: number,
): Task<number> {
  // The lowest bit would make the entry valid.
  if (annot % 2 === 1 || type === 0 || type === KVM_INVALID_PTE_TYPE_LOCKED) {
    return -EINVAL;
  }
  const pte_annot = init_annotation(type, annot);
  const arg = { pgt, phys: 0, attr: 0, pte_annot, memcache: mc, force_pte: true, unlinked: null };
  const flags = KVM_PGTABLE_WALK_TABLE_PRE | KVM_PGTABLE_WALK_LEAF;
  return yield* kvm_pgtable_walk(pgt, addr, size, { cb: stage2_map_walker, arg, flags });
}
