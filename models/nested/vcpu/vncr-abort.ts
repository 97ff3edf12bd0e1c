import type { Task } from "../../../src/core/task.ts";
import { atomic_dec, atomic_inc } from "../../../src/kernel/atomic.ts";
import { READ_ONCE } from "../../../src/kernel/cell.ts";
import { EAGAIN } from "../../../src/kernel/errno.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../../src/kernel/srcu.ts";
import { translate_va } from "../guest/el2-table.ts";
import { __kvm_faultin_pfn, kvm_release_faultin_page } from "../fault/gup.ts";
import { mmu_invalidate_retry, wait_for_invalidations } from "../host/invalidate-seq.ts";
import { gfn_to_memslot, slotAt } from "../host/memslots.ts";
import type { Kvm } from "../state.ts";
import { drop } from "./vncr.ts";
import { kvm_vncr_tlb_lookup, set_vncr_fixmap, use_vncr_page, vncr_tlb_commit } from "./vncr-tlb.ts";

/** There is no memslot behind the page: the VMM is asked, or L1 gets an abort. */
const NO_MEMORY = 1;

/** The guest of a vCPU uses the page to which VNCR_EL2 points, until that is mapped or no longer KVM's. */
export function* vncr_access(kvm: Kvm, task: number, va: number): Task {
  const tlb = kvm.vncr!.tlbs[task]!;
  let found = yield* use_vncr_page(tlb, va);
  while (found === null) {
    const result = yield* kvm_handle_vncr_abort(kvm, task, va);
    if (result !== 0 && result !== -EAGAIN) {
      return;
    }
    if (result === -EAGAIN) {
      yield* wait_for_invalidations(kvm);
    }
    found = yield* use_vncr_page(tlb, va);
  }
  kvm.world.sometimes("a VNCR page was used");
  kvm.world.emit("vncr_observe", { ...found, owner: kvm.host.ownerOf(found.frame) });
}

/** `kvm_handle_vncr_abort`, and `kvm_map_l1_vncr` on the way back to the guest (nested.c, 7.3.4). */
function* kvm_handle_vncr_abort(kvm: Kvm, task: number, va: number): Task<number> {
  const tlb = kvm.vncr!.tlbs[task]!;
  yield* read_lock(kvm.mmu_lock);
  const isValid = yield* kvm_vncr_tlb_lookup(tlb, va);
  yield* read_unlock(kvm.mmu_lock);
  const result = isValid ? 0 : yield* kvm_translate_vncr(kvm, task, va);
  if (result === 0) {
    yield* read_lock(kvm.mmu_lock);
    if (yield* kvm_vncr_tlb_lookup(tlb, va)) {
      yield* set_vncr_fixmap(tlb);
    }
    yield* read_unlock(kvm.mmu_lock);
  }
  return result;
}

/**
 * `kvm_translate_vncr` (nested.c, 7.3.4). It is counted, and samples the sequence, before it walks L1's stage-1, so that it
 * takes back what a TLBI of L1 or a notifier has retired since.
 */
function* kvm_translate_vncr(kvm: Kvm, task: number, va: number): Task<number> {
  const { mmu_lock, mmu_invalidate_seq, mutant, memslots, slots_change } = kvm;
  const { tlbs, vncr_tlb_count, el2 } = kvm.vncr!;
  const tlb = tlbs[task]!;
  yield* write_lock(mmu_lock);
  if (tlb.translation !== null) {
    yield* drop(kvm.vncr!, tlb);
  }
  yield* write_unlock(mmu_lock);
  if (mutant !== "vncr-count-late") {
    yield* atomic_inc(vncr_tlb_count);
  }
  let sampled = mutant === "vncr-late-sample" ? 0 : yield* READ_ONCE(mmu_invalidate_seq);
  const { canonical, version } = yield* translate_va(el2, va);
  if (mutant === "vncr-late-sample") {
    sampled = yield* READ_ONCE(mmu_invalidate_seq);
  }
  if (mutant === "vncr-count-late") {
    yield* atomic_inc(vncr_tlb_count);
  }
  if (slots_change) {
    yield* srcu_read_lock(kvm.srcu);
  }
  let result = NO_MEMORY;
  const slot = slots_change ? yield* gfn_to_memslot(memslots, canonical) : slotAt(memslots, canonical);
  if (slot === "valid") {
    const frame = yield* __kvm_faultin_pfn(kvm.host, canonical);
    yield* write_lock(mmu_lock);
    result = (yield* mmu_invalidate_retry(kvm, sampled)) ? -EAGAIN : 0;
    if (result === 0) {
      yield* vncr_tlb_commit(tlb, { va, canonical, frame, version });
      kvm.world.emit("vncr_commit", { tlb });
    }
    yield* kvm_release_faultin_page(kvm.host, frame);
    yield* write_unlock(mmu_lock);
  }
  if (slots_change) {
    yield* srcu_read_unlock(kvm.srcu);
  }
  if (result !== 0) {
    yield* atomic_dec(vncr_tlb_count);
  }
  return result;
}
