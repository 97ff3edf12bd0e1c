import type { Task } from "../../src/core/task.ts";
import { EAGAIN, EINVAL } from "../../src/kernel/errno.ts";
import { icache_inval_pou } from "./cmo.ts";
import { kvm_granule_size, PAGE_SIZE } from "./geometry.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W, KVM_PGTABLE_PROT_X, prot_sw, stage2_set_xn_attr } from "./prot.ts";
import {
  KVM_PTE_LEAF_ATTR_HI_S2_XN,
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
  kvm_pte_valid,
  pte_change,
  pte_frame,
  stage2_pte_executable,
} from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";
import { stage2_try_set_pte } from "./set-pte.ts";
import { __kvm_tlb_flush_vmid_ipa_nsh, dsb_ishst, TLBI_TTL_UNKNOWN } from "./tlb.ts";
import {
  kvm_pgtable_walk,
  KVM_PGTABLE_WALK_IGNORE_EAGAIN,
  KVM_PGTABLE_WALK_LEAF,
  KVM_PGTABLE_WALK_SHARED,
} from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

/** `struct stage2_attr_data`; `level` is that of the last leaf seen. */
interface Stage2AttrData {
  readonly attr_set: number;
  readonly attr_clr: number;
  level: number;
}

/** Rights and the access flag may change under the CPUs' eyes: nothing is broken. */
function stage2_attr_walker(ctx: VisitCtx<Stage2AttrData>): Task<number> | number {
  const { old, arg, level, mm_ops } = ctx;
  if (!kvm_pte_valid(old) && mm_ops.quirks.attrs === "valid") {
    return -EAGAIN;
  }
  arg.level = level;
  const pte = pte_change(old, arg.attr_set, arg.attr_clr);
  return pte === old ? 0 : setAttrs(ctx, pte);
}

function* setAttrs(ctx: VisitCtx<Stage2AttrData>, pte: kvm_pte_t): Task<number> {
  const { old, level, mm_ops } = ctx;
  // The instruction cache before the entry: once it is executable, stale instructions could be.
  if (stage2_pte_executable(pte) && !stage2_pte_executable(old)) {
    const { geometry } = mm_ops;
    yield* icache_inval_pou(mm_ops, pte_frame(pte) * PAGE_SIZE(geometry), kvm_granule_size(geometry, level));
  }
  return (yield* stage2_try_set_pte(ctx, pte)) ? 0 : -EAGAIN;
}

function stage2_update_leaf_attrs(
  pgt: KvmPgtable,
  addr: number,
  size: number,
  data: Stage2AttrData,
  flags: number,
): Task<number> {
  return kvm_pgtable_walk(pgt, addr, size, {
    cb: stage2_attr_walker,
    arg: data,
    flags: flags | KVM_PGTABLE_WALK_LEAF,
  });
}

/** Takes the write permission from every leaf that the range touches; mmu_lock W. The caller flushes the TLBs. */
export function kvm_pgtable_stage2_wrprotect(pgt: KvmPgtable, addr: number, size: number): Task<number> {
  const data = { attr_set: 0, attr_clr: KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W, level: TLBI_TTL_UNKNOWN };
  const shared = pgt.mm_ops.quirks.wrprotectWalk === "shared" ? KVM_PGTABLE_WALK_SHARED : 0;
  return stage2_update_leaf_attrs(pgt, addr, size, data, KVM_PGTABLE_WALK_IGNORE_EAGAIN | shared);
}

/** Sets the access flag. No TLB holds an entry without it, so there is nothing to flush. */
export function* kvm_pgtable_stage2_mkyoung(pgt: KvmPgtable, addr: number, flags: number): Task {
  const data = { attr_set: KVM_PTE_LEAF_ATTR_LO_S2_AF, attr_clr: 0, level: TLBI_TTL_UNKNOWN };
  const ret = yield* stage2_update_leaf_attrs(pgt, addr, 1, data, flags);
  if (ret === 0) {
    yield* dsb_ishst(pgt.mm_ops);
  }
}

/**
 * Adds rights to the leaf at `addr`; if there is an execute right among them, the other one goes unless it is there too. 0, -EAGAIN if there is no leaf or another walker was
 * faster, -EINVAL. This CPU's TLB is flushed even then: it may hold what made the guest fault.
 */
export function* kvm_pgtable_stage2_relax_perms(
  pgt: KvmPgtable,
  addr: number,
  prot: number,
  flags: number,
): Task<number> {
  if (prot_sw(prot) !== 0) {
    return -EINVAL;
  }
  const r = (prot & KVM_PGTABLE_PROT_R) !== 0 ? KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R : 0;
  const w = (prot & KVM_PGTABLE_PROT_W) !== 0 ? KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W : 0;
  let xn = 0;
  let attr_clr = 0;
  if ((prot & KVM_PGTABLE_PROT_X) !== 0) {
    xn = stage2_set_xn_attr(pgt, prot);
    if (xn < 0) {
      return xn;
    }
    attr_clr = KVM_PTE_LEAF_ATTR_HI_S2_XN & ~xn;
  }
  const data = { attr_set: r | w | xn, attr_clr, level: TLBI_TTL_UNKNOWN };
  const ret = yield* stage2_update_leaf_attrs(pgt, addr, 1, data, flags);
  const { relaxFlush, relaxHint } = pgt.mm_ops.quirks;
  if (ret === 0 || (ret === -EAGAIN && relaxFlush === "always")) {
    const unseen = relaxHint === "garbage" ? 0 : TLBI_TTL_UNKNOWN;
    const level = ret === 0 ? data.level : unseen;
    yield* __kvm_tlb_flush_vmid_ipa_nsh(pgt.mmu, addr, level);
  }
  return ret;
}
