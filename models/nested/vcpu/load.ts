import type { Task } from "../../../src/core/task.ts";
import { atomic_dec, atomic_inc, atomic_read } from "../../../src/kernel/atomic.ts";
import { debugfs_create_file } from "../mmu/debugfs.ts";
import { WARN_ON } from "../../../src/kernel/bug.ts";
import { lockdep_assert_held_write } from "../../../src/kernel/lockdep.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { nested_mmu_at } from "./pool.ts";
import { ShadowMmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";
import { unmap_shadow } from "../mmu/unmap.ts";
import { CONTEXTS, retag } from "./vcpu.ts";
import type { Context, Vcpu } from "./vcpu.ts";

/**
 * A vCPU leaves one context of L2 and enters another, as L1's exit and `kvm_emulate_nested_eret` make it do; the request
 * is served before the guest runs.
 */
export function* switch_context(kvm: Kvm, vcpu: Vcpu, context: number): Task {
  yield* kvm_vcpu_put_hw_mmu(vcpu);
  vcpu.context = CONTEXTS[context]!;
  yield* kvm_vcpu_load_hw_mmu(kvm, vcpu);
  yield* enter_guest(kvm, vcpu);
}

/** The same, but the thread goes back to user space before the request is served, and comes back: a signal, or a kick. */
export function* switch_interrupted(kvm: Kvm, vcpu: Vcpu, context: number): Task {
  yield* kvm_vcpu_put_hw_mmu(vcpu);
  vcpu.context = CONTEXTS[context]!;
  yield* kvm_vcpu_load_hw_mmu(kvm, vcpu);
  kvm.world.sometimes("a request was left for later");
  yield* wait_for_interrupt(kvm, vcpu);
}

/**
 * Scheduled out in WFI, and in again: only then, and where KVM_RUN returns, does a vCPU put its shadow. One that is scheduled
 * out elsewhere keeps it and its reference, so that nobody can tell (kvm_vcpu_put_hw_mmu, nested.c, 7.3.4).
 */
export function* wait_for_interrupt(kvm: Kvm, vcpu: Vcpu): Task {
  yield* kvm_vcpu_put_hw_mmu(vcpu);
  yield* kvm_vcpu_load_hw_mmu(kvm, vcpu);
  yield* enter_guest(kvm, vcpu);
}

function* enter_guest(kvm: Kvm, vcpu: Vcpu): Task {
  yield* check_nested_vcpu_requests(kvm, vcpu);
  kvm.world.emit("L2_enter", { vcpu, mmu: vcpu.hw_mmu });
}

/** Without a lock. */
export function* kvm_vcpu_put_hw_mmu(vcpu: Vcpu): Task {
  if (vcpu.hw_mmu instanceof ShadowMmu) {
    yield* atomic_dec(vcpu.hw_mmu.refcnt);
  }
  vcpu.hw_mmu = null;
}

function* kvm_vcpu_load_hw_mmu(kvm: Kvm, vcpu: Vcpu): Task {
  yield* write_lock(kvm.mmu_lock);
  vcpu.hw_mmu = yield* get_s2_mmu_nested(kvm, vcpu);
  yield* write_unlock(kvm.mmu_lock);
}

function* get_s2_mmu_nested(kvm: Kvm, vcpu: Vcpu): Task<ShadowMmu> {
  lockdep_assert_held_write(kvm.mmu_lock);
  const known = yield* lookup_s2_mmu(kvm, vcpu.context);
  const mmu = known ?? (yield* recycle(kvm, vcpu.context));
  yield* atomic_inc(mmu.refcnt);
  if (mmu.pending_unmap && (known === null || kvm.mutant !== "request-once")) {
    vcpu.unmap_requested = true;
  }
  return mmu;
}

/** With stage-2 on, the whole VTTBR decides; with it off, only the VMID, among slots that have it off too. */
function* lookup_s2_mmu(kvm: Kvm, context: Context): Task<ShadowMmu | null> {
  for (let i = 0, mmu = yield* nested_mmu_at(kvm, 0); mmu !== null; mmu = yield* nested_mmu_at(kvm, ++i)) {
    const same = context.stage2 ? mmu.tlb_vttbr === context.vttbr : mmu.vmid === context.vmid;
    if (mmu.valid && mmu.nested_stage2_enabled === context.stage2 && same) {
      return mmu;
    }
  }
  return null;
}

/** The next slot that nobody uses gets the new tags now and loses the old leaves later, in check_nested_vcpu_requests. */
function* recycle(kvm: Kvm, context: Context): Task<ShadowMmu> {
  const { reverse_map, history, world } = kvm;
  const mmu = yield* find_unused(kvm);
  kvm.nested_mmus_next = (mmu.index + 1) % kvm.nested_mmus.length;
  if (mmu.valid) {
    world.sometimes("shadow recycled");
  }
  if (mmu.valid && history.recycleUnmap === "inLoad") {
    yield* unmap_shadow(kvm, mmu, false);
  }
  mmu.pending_unmap = mmu.valid && history.recycleUnmap === "onRequest";
  world.emit("retag", { mmu });
  retag(mmu, context);
  if (mmu.pending_unmap && reverse_map.recycled !== undefined) {
    yield* reverse_map.recycled(kvm, mmu);
  }
  if (history.debugfs === "underW") {
    yield* debugfs_create_file(mmu);
  }
  return mmu;
}

function* find_unused(kvm: Kvm): Task<ShadowMmu> {
  const { length } = kvm.nested_mmus;
  for (let i = 0; i < length; i++) {
    const mmu = (yield* nested_mmu_at(kvm, (kvm.nested_mmus_next + i) % length))!;
    if ((yield* atomic_read(mmu.refcnt)) === 0 || kvm.mutant === "recycle-in-use") {
      return mmu;
    }
  }
  // BUG_ON in the kernel: there are two for every vCPU.
  WARN_ON(kvm.world, true, "every shadow is in use");
  return kvm.nested_mmus[kvm.nested_mmus_next]!;
}

/** Several vCPUs may be at this for one shadow, each where the other dropped the lock. */
function* check_nested_vcpu_requests(kvm: Kvm, vcpu: Vcpu): Task {
  const mmu = vcpu.hw_mmu;
  if (!vcpu.unmap_requested || !(mmu instanceof ShadowMmu)) {
    return;
  }
  vcpu.unmap_requested = false;
  if (kvm.mutant === "skip-pending-unmap") {
    return;
  }
  yield* write_lock(kvm.mmu_lock);
  if (mmu.pending_unmap) {
    yield* unmap_shadow(kvm, mmu, true);
    mmu.pending_unmap = false;
  }
  yield* write_unlock(kvm.mmu_lock);
}
