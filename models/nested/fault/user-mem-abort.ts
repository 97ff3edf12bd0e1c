import type { Task } from "../../../src/core/task.ts";
import { READ_ONCE } from "../../../src/kernel/cell.ts";
import { EAGAIN } from "../../../src/kernel/errno.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { alignDown } from "../../stage2/interval.ts";
import type { Leaf } from "../../stage2/leaf.ts";
import { findLeaf } from "../../stage2/leaf-table.ts";
import { R, RW } from "../../stage2/perm.ts";
import { tlbi_on } from "../mmu/cpu-tlbs.ts";
import { set_bit_le } from "../host/dirty-bitmap.ts";
import { __kvm_faultin_pfn, kvm_gmem_get_pfn, kvm_release_faultin_page } from "./gup.ts";
import { mmu_invalidate_retry } from "../host/invalidate-seq.ts";
import { map_leaf } from "./map-leaf.ts";
import { kvm_pgtable_stage2_relax_perms } from "../mmu/pgtable.ts";
import type { S2Fault, S2Trans } from "../reverse-map.ts";
import { ShadowMmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";
import type { Vcpu } from "../vcpu/vcpu.ts";

/**
 * `user_mem_abort` (mmu.c, 7.3.4): finds the frame behind `canonical` and maps it at nested `n`. Also `gmem_abort`, which differs
 * from it in where the frame comes from, and maps pages only.
 */
export function* user_mem_abort(
  kvm: Kvm,
  vcpu: Vcpu,
  n: number,
  canonical: number,
  nested: S2Trans | null,
  old: Leaf | null,
  write: boolean,
): Task<number> {
  const { mmu_lock, mmu_invalidate_seq, reverse_map, mutant } = kvm;
  const mmu = vcpu.hw_mmu;
  const shadow = mmu instanceof ShadowMmu ? mmu : null;
  if (shadow !== null && reverse_map.topup !== undefined) {
    vcpu.tracking_error = yield* reverse_map.topup(kvm, shadow, vcpu);
    if (vcpu.tracking_error !== 0) {
      return vcpu.tracking_error;
    }
  }
  let sampled = mutant === "late-sample" ? 0 : yield* READ_ONCE(mmu_invalidate_seq);
  const hva = mutant === "hva-is-gfn" ? canonical : vcpu.hva;
  const pfn = yield* kvm.host.gmem ? kvm_gmem_get_pfn(kvm.host, hva) : __kvm_faultin_pfn(kvm.host, hva);
  const pinned = mmu_invalidate_seq.peek;
  if (mutant === "late-sample") {
    sampled = yield* READ_ONCE(mmu_invalidate_seq);
  }

  const isExclusive = reverse_map.exclusive_faults === true;
  yield* isExclusive ? write_lock(mmu_lock) : read_lock(mmu_lock);
  let fault: S2Fault | null = null;
  let err = -EAGAIN;
  if (!(yield* mmu_invalidate_retry(kvm, sampled)) || mutant === "no-retry") {
    fault = sizedFault(kvm, vcpu, n, canonical, nested, old);
    err = yield* install(kvm, fault, pfn, sampled, pinned, write);
  }
  if (err === 0 || mutant !== "page-kept") {
    yield* kvm_release_faultin_page(kvm.host, pfn);
  }
  if (err !== 0 && mutant === "page-put-twice") {
    yield* kvm_release_faultin_page(kvm.host, pfn);
  }
  yield* isExclusive ? write_unlock(mmu_lock) : read_unlock(mmu_lock);

  if (err === 0 && vcpu.dirty_bitmap !== null && write && kvm.mutant !== "no-mark") {
    yield* set_bit_le(vcpu.dirty_bitmap, canonical);
  }
  if (err === 0 && reverse_map.after_unlock !== undefined && fault !== null && shadow !== null) {
    err = vcpu.tracking_error = yield* reverse_map.after_unlock(kvm, shadow, fault);
  }
  if (err === -EAGAIN) {
    kvm.world.sometimes("fault retried");
  }
  return err;
}

/**
 * The size is settled under mmu_lock, where the host's own leaf cannot shrink any more (transparent_hugepage_adjust); it
 * re-aligns where the leaf goes, and the frame. Of hugetlbfs it is known with the VMA, and the canonical address is aligned
 * too. L1's pages force pages; a permission fault on a block keeps its size.
 */
function sizedFault(
  kvm: Kvm,
  vcpu: Vcpu,
  n: number,
  canonical: number,
  nested: S2Trans | null,
  old: Leaf | null,
): S2Fault {
  const { page } = kvm.geometry;
  const isPage = nested !== null && nested.size === page && kvm.mutant !== "guest-size-ignored";
  const force_pte = isPage || vcpu.dirty_bitmap !== null || kvm.host.gmem;
  if (!force_pte && old !== null && old.len > page) {
    return { vcpu, nested, canonical, nested_ipa: n, size: old.len, relaxed: true, replaced: false };
  }
  const size = force_pte ? page : kvm.host.leafSize(vcpu.hva);
  const relaxed = old !== null && size === old.len;
  if (kvm.host.hugetlb) {
    return {
      vcpu,
      nested,
      canonical: alignDown(canonical, size),
      nested_ipa: alignDown(n, size),
      size,
      relaxed,
      replaced: false,
    };
  }
  return { vcpu, nested, canonical, nested_ipa: alignDown(n, size), size, relaxed, replaced: false };
}

/** mmu_lock R: the leaf, with what the reverse map does around it. */
function* install(
  kvm: Kvm,
  fault: S2Fault,
  pfn: number,
  sampled: number,
  pinned: number,
  write: boolean,
): Task<number> {
  const { vcpu, nested, nested_ipa, size, canonical } = fault;
  const { reverse_map } = kvm;
  const mmu = vcpu.hw_mmu!;
  const shadow = mmu instanceof ShadowMmu ? mmu : null;
  let err = 0;
  if (shadow !== null && reverse_map.before_map !== undefined) {
    err = vcpu.tracking_error = yield* reverse_map.before_map(kvm, shadow, fault);
    if (err !== 0) {
      return err;
    }
  }
  const host = vcpu.dirty_bitmap === null || write ? RW : R;
  const perm = nested === null || kvm.mutant === "guest-perms-ignored" ? host : nested.perm & host;
  const before = findLeaf(mmu.leaves, nested_ipa)?.perm ?? 0;
  if (fault.relaxed) {
    const tag = kvm.history.relaxTag === "overwrites" ? (nested?.size ?? 0) : null;
    err = yield* kvm_pgtable_stage2_relax_perms(mmu, nested_ipa, perm, tag);
    kvm.world.sometimes("rights added to a leaf");
    if (kvm.tlbs !== null) {
      yield* tlbi_on(mmu, { start: nested_ipa, size: kvm.geometry.page }, kvm.world.current!.id);
    }
    if (err === 0) {
      kvm.unlogged?.relaxed(findLeaf(mmu.leaves, nested_ipa)!, canonical);
    }
  } else {
    const noted = kvm.mutant === "tag-of-leaf" ? size : (nested?.size ?? 0);
    const tag = nested === null || kvm.mutant === "no-tag" ? 0 : noted;
    const leaf = { n: nested_ipa, c: alignDown(canonical, size), len: size, pa: alignDown(pfn, size), perm, tag };
    err = yield* map_leaf(kvm, mmu, leaf, fault);
    if (fault.replaced) {
      kvm.world.sometimes("a leaf replaced another");
    }
    if (err === 0) {
      committed(kvm, leaf, fault, sampled, pinned);
    }
  }
  if (err === 0) {
    const longest = Math.min(nested?.size ?? size, kvm.host.leafSize(vcpu.hva));
    const len = fault.relaxed ? longest : size;
    const now = findLeaf(mmu.leaves, nested_ipa)?.perm ?? 0;
    const added = fault.relaxed ? now & ~before : now;
    kvm.world.emit("granted", { mmu, n: nested_ipa, len, perm: added, allowed: (nested?.perm ?? RW) & host, longest });
  }
  if (err === 0 && shadow !== null && reverse_map.record !== undefined) {
    err = vcpu.tracking_error = yield* reverse_map.record(kvm, shadow, fault);
  }
  return err;
}

function committed(kvm: Kvm, leaf: Leaf, { vcpu, nested }: S2Fault, sampled: number, pinned: number): void {
  const { world } = kvm;
  const mmu = vcpu.hw_mmu!;
  if (mmu instanceof ShadowMmu) {
    kvm.ghost.mapped(mmu, leaf);
    kvm.ghost.installed.add(mmu, leaf, nested?.size ?? 0);
    world.sometimes("a shadow leaf was mapped");
    if (!mmu.nested_stage2_enabled) {
      world.sometimes("a leaf with stage-2 off");
    }
    if (leaf.n === 0) {
      world.sometimes("nested IPA 0 mapped");
    }
    if (leaf.len > kvm.geometry.page) {
      world.sometimes("block mapped");
    }
  }
  const seq = kvm.mmu_invalidate_seq.peek;
  world.emit("map_commit", { mmu, leaf, vcpu, sampled, pinned, seq, in_progress: kvm.mmu_invalidate_in_progress.peek });
}
