import type { Task } from "../../src/core/task.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { cmpxchg, smp_store_release, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { get_page, put_page } from "../../src/kernel/page.ts";
import { ALIGN_DOWN, kvm_granule_size, PAGE_SIZE } from "./geometry.ts";
import type { KvmS2Mmu } from "./pgtable.ts";
import {
  KVM_INVALID_PTE_LOCKED,
  kvm_pte_table,
  kvm_pte_valid,
  stage2_pte_is_counted,
  stage2_pte_is_locked,
} from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";
import { __kvm_tlb_flush_vmid_ipa, kvm_tlb_flush_vmid_range, TLBI_TTL_UNKNOWN } from "./tlb.ts";
import { KVM_PGTABLE_WALK_SKIP_BBM_TLBI, kvm_pgtable_walk_shared } from "./walk.ts";
import type { VisitCtx } from "./walk.ts";

/** Stores `new`; false if another walker was faster. */
export function* stage2_try_set_pte({ ptep, old, flags }: VisitCtx<unknown>, pte: kvm_pte_t): Task<boolean> {
  if (!kvm_pgtable_walk_shared(flags)) {
    yield* WRITE_ONCE(ptep, pte);
    return true;
  }
  return (yield* cmpxchg(ptep, old, pte)) === old;
}

/**
 * The break of break-before-make: locks the entry, flushes what it was, and gives its reference back. False if another
 * walker holds it or was faster.
 */
export function* stage2_try_break_pte(ctx: VisitCtx<unknown>, mmu: KvmS2Mmu): Task<boolean> {
  const { ptep, old, addr, level, flags, mm_ops } = ctx;
  if (stage2_pte_is_locked(old)) {
    WARN_ON(mm_ops.world, !kvm_pgtable_walk_shared(flags), "!kvm_pgtable_walk_shared(ctx)");
    return false;
  }
  if (!(yield* stage2_try_set_pte(ctx, KVM_INVALID_PTE_LOCKED))) {
    return false;
  }
  if ((flags & KVM_PGTABLE_WALK_SKIP_BBM_TLBI) === 0) {
    if (kvm_pte_table(old, level)) {
      yield* flushTable(ctx, mmu);
    } else if (kvm_pte_valid(old)) {
      yield* __kvm_tlb_flush_vmid_ipa(mmu, addr, level);
    }
  }
  if (stage2_pte_is_counted(old) && (mm_ops.quirks.breakPut === "always" || kvm_pte_table(old, level))) {
    yield* put_page(ptep.page);
  }
  return true;
}

/** All levels of what the entry translated. */
function* flushTable({ addr, level, mm_ops }: VisitCtx<unknown>, mmu: KvmS2Mmu): Task {
  if (mm_ops.quirks.breakFlush === "address") {
    yield* __kvm_tlb_flush_vmid_ipa(mmu, addr, TLBI_TTL_UNKNOWN);
    return;
  }
  const size = kvm_granule_size(mm_ops.geometry, level);
  const from = mm_ops.quirks.breakFlush === "fromAddress" ? addr : ALIGN_DOWN(addr, size);
  yield* kvm_tlb_flush_vmid_range(mmu, PAGE_SIZE(mm_ops.geometry), from, size);
}

/** A valid entry over another one, without a break. The TLBI comes after it. False if another walker was faster. */
export function* stage2_overwrite_pte(ctx: VisitCtx<unknown>, mmu: KvmS2Mmu, pte: kvm_pte_t): Task<boolean> {
  const { ptep, old, addr, level } = ctx;
  if (stage2_pte_is_locked(old) || !(yield* stage2_try_set_pte(ctx, pte))) {
    return false;
  }
  if (!stage2_pte_is_counted(old)) {
    yield* get_page(ptep.page);
  }
  if (kvm_pte_table(old, level)) {
    yield* flushTable(ctx, mmu);
  } else if (kvm_pte_valid(old)) {
    yield* __kvm_tlb_flush_vmid_ipa(mmu, addr, level);
  }
  return true;
}

/** The make: only who has broken the entry may. What `pte` points to is visible before it. */
export function* stage2_make_pte({ ptep, mm_ops }: VisitCtx<unknown>, pte: kvm_pte_t): Task {
  WARN_ON(mm_ops.world, !stage2_pte_is_locked(ptep.peek), "!stage2_pte_is_locked(*ctx->ptep)");
  if (stage2_pte_is_counted(pte)) {
    yield* get_page(ptep.page);
  }
  yield* smp_store_release(ptep, pte);
}
