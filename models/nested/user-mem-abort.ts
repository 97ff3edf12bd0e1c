import type { Task } from "../../src/core/task.ts";
import { READ_ONCE } from "../../src/kernel/cell.ts";
import { EAGAIN } from "../../src/kernel/errno.ts";
import { read_lock, read_unlock } from "../../src/kernel/rwlock.ts";
import { alignDown } from "../stage2/interval.ts";
import type { Leaf } from "../stage2/leaf.ts";
import { RW } from "../stage2/perm.ts";
import { __kvm_faultin_pfn, kvm_release_faultin_page } from "./gup.ts";
import { mmu_invalidate_retry } from "./invalidate-seq.ts";
import { kvm_pgtable_stage2_map, kvm_pgtable_stage2_relax_perms } from "./pgtable.ts";
import type { S2Fault, S2Trans } from "./reverse-map.ts";
import { ShadowMmu } from "./s2-mmu.ts";
import type { Kvm } from "./state.ts";
import type { Vcpu } from "./vcpu.ts";

/** `user_mem_abort` (mmu.c, 7.3.4): finds the frame behind `canonical` and maps it at nested `n`. */
export function* user_mem_abort(
  kvm: Kvm,
  vcpu: Vcpu,
  n: number,
  canonical: number,
  nested: S2Trans | null,
  old: Leaf | null,
): Task<number> {
  const late = kvm.mutant === "late-sample";
  let sampled = late ? 0 : yield* READ_ONCE(kvm.mmu_invalidate_seq);
  const pfn = yield* __kvm_faultin_pfn(kvm.host, canonical);
  const pinned = kvm.mmu_invalidate_seq.peek;
  if (late) {
    sampled = yield* READ_ONCE(kvm.mmu_invalidate_seq);
  }

  yield* read_lock(kvm.mmu_lock);
  let err = -EAGAIN;
  const { mutant } = kvm;
  const retry = yield* mmu_invalidate_retry(kvm, sampled);
  let fault: S2Fault | null = null;
  if (!retry || mutant === "no-retry") {
    fault = sizedFault(kvm, vcpu, n, canonical, nested, old);
    err = yield* install(kvm, fault, pfn, sampled, pinned);
  }
  yield* kvm_release_faultin_page(kvm.host, pfn);
  yield* read_unlock(kvm.mmu_lock);

  const { reverse_map } = kvm;
  const mmu = vcpu.hw_mmu;
  if (err === 0 && reverse_map.after_unlock !== undefined && fault !== null && mmu instanceof ShadowMmu) {
    err = vcpu.tracking_error = yield* reverse_map.after_unlock(kvm, mmu, fault);
  }
  if (err === -EAGAIN) {
    kvm.world.sometimes("fault retried");
  }
  return err;
}

/**
 * The size is settled under mmu_lock, where the host's own leaf cannot shrink any more (transparent_hugepage_adjust); it
 * re-aligns where the leaf goes and the frame, and nothing else. L1's pages force pages.
 */
function sizedFault(
  kvm: Kvm,
  vcpu: Vcpu,
  n: number,
  canonical: number,
  nested: S2Trans | null,
  old: Leaf | null,
): S2Fault {
  const force_pte = nested !== null && nested.size === kvm.geometry.page;
  let size = kvm.geometry.page;
  let nested_ipa = n;
  if (!force_pte && old !== null && old.len > size) {
    size = old.len;
  } else if (!force_pte) {
    size = kvm.host.leafSize(canonical);
    nested_ipa = alignDown(n, size);
  }
  return { vcpu, nested, canonical, nested_ipa, size, relaxed: old !== null && size === old.len };
}

/** mmu_lock R: the leaf, with what the reverse map does around it. */
function* install(kvm: Kvm, fault: S2Fault, pfn: number, sampled: number, pinned: number): Task<number> {
  const { vcpu, nested, nested_ipa, size, canonical } = fault;
  const { reverse_map } = kvm;
  const mmu = vcpu.hw_mmu!;
  const shadow = mmu instanceof ShadowMmu ? mmu : null;
  if (shadow !== null && reverse_map.before_map !== undefined) {
    const refused = yield* reverse_map.before_map(kvm, shadow, fault);
    if (refused !== 0) {
      vcpu.tracking_error = refused;
      return refused;
    }
  }
  const perm = nested === null ? RW : nested.perm;
  let err: number;
  if (fault.relaxed) {
    err = yield* kvm_pgtable_stage2_relax_perms(mmu, nested_ipa, perm);
  } else {
    const tag = nested === null ? 0 : nested.size;
    const leaf = { n: nested_ipa, c: alignDown(canonical, size), len: size, pa: alignDown(pfn, size), perm, tag };
    err = yield* kvm_pgtable_stage2_map(mmu, leaf);
    if (err === 0) {
      committed(kvm, leaf, vcpu, sampled, pinned);
    }
  }
  if (err === 0 && shadow !== null && reverse_map.record !== undefined) {
    err = vcpu.tracking_error = yield* reverse_map.record(kvm, shadow, fault);
  }
  return err;
}

function committed(kvm: Kvm, leaf: Leaf, vcpu: Vcpu, sampled: number, pinned: number): void {
  const { world } = kvm;
  const mmu = vcpu.hw_mmu!;
  if (mmu instanceof ShadowMmu) {
    kvm.ghost.mapped(mmu, leaf);
    world.sometimes("a shadow leaf was mapped");
    if (leaf.n === 0) {
      world.sometimes("nested IPA 0 mapped");
    }
    if (leaf.len > kvm.geometry.page) {
      world.sometimes("block mapped");
    }
  }
  const seq = kvm.mmu_invalidate_seq.peek;
  world.emit("map_commit", { mmu, leaf, sampled, pinned, seq, in_progress: kvm.mmu_invalidate_in_progress.peek });
}
