import { touch } from "../../../src/kernel/dereference.ts";
import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { atomic_inc, atomic_read } from "../../../src/kernel/atomic.ts";
import { ENOMEM } from "../../../src/kernel/errno.ts";
import { mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { GFP_KERNEL_ACCOUNT, kfree, kzalloc } from "../../../src/kernel/slab.ts";
import type { Memory } from "../../../src/kernel/slab.ts";
import { kvm_free_stage2_pgd } from "../mmu/free-stage2.ts";
import { Pgt } from "../mmu/pgt.ts";
import { arrayOf, lieIn, MmuArray } from "./pool.ts";
import type { Pool } from "./pool.ts";
import { ShadowMmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";

const S2_MMU_PER_VCPU = 2;

/** KVM_CREATE_VCPU, and KVM_ARM_VCPU_INIT with nested virtualisation. */
export function* init_vcpu(kvm: Kvm): Task {
  const { config_lock, online_vcpus } = kvm.pool!;
  yield* atomic_inc(online_vcpus);
  yield* mutex_lock(config_lock);
  yield* kvm_vcpu_init_nested(kvm, kvm.pool!);
  yield* mutex_unlock(config_lock);
}

/** `kvm_vcpu_init_nested` (nested.c, 7.3.4): two shadows a vCPU, as many as there are vCPUs now. Without memory: -ENOMEM. */
function* kvm_vcpu_init_nested(kvm: Kvm, pool: Pool): Task<number> {
  const wanted = S2_MMU_PER_VCPU * (yield* atomic_read(pool.online_vcpus));
  const size = kvm.nested_mmus.length;
  if (size >= wanted) {
    return 0;
  }
  kvm.world.sometimes("the pool of shadows grew");
  return pool.isAllocated ? yield* reallocate(kvm, pool, wanted) : yield* append(kvm, pool, size + S2_MMU_PER_VCPU);
}

function* append(kvm: Kvm, pool: Pool, wanted: number): Task<number> {
  const made = yield* make_mmus(kvm, pool, wanted, null);
  if (made === null) {
    return -ENOMEM;
  }
  yield* write_lock(kvm.mmu_lock);
  yield* new Op<void>(GROW, pool, made);
  yield* write_unlock(kvm.mmu_lock);
  return 0;
}

/** As it was: a larger array, the old one's contents in it, and the new shadows behind them. */
function* reallocate(kvm: Kvm, pool: Pool, wanted: number): Task<number> {
  const { history, mmu_lock } = kvm;
  const memory = yield* kzalloc(pool.allocator, arrayOf(wanted), GFP_KERNEL_ACCOUNT);
  if (memory === null) {
    return -ENOMEM;
  }
  const isLocked = history.growth === "underW";
  if (isLocked) {
    yield* write_lock(mmu_lock);
  }
  const old = pool.array!;
  const grown = new MmuArray(kvm.world, memory, yield* copies_in(old, memory));
  if (!isLocked) {
    // kvrealloc frees before its caller can publish what it returns.
    yield* kfree(pool.allocator, old.memory);
  }
  yield* new Op<void>(SWAP, pool, grown);
  if (isLocked) {
    yield* write_unlock(mmu_lock);
    yield* kfree(pool.allocator, old.memory);
  }
  const made = yield* make_mmus(kvm, pool, wanted, history.structs === "moved" ? memory : null);
  if (made === null) {
    return -ENOMEM;
  }
  yield* new Op<void>(GROW, pool, made);
  return 0;
}

/** New shadows up to `wanted`, in memory of their own if there is none; null, and nothing is left of them, if one fails. */
function* make_mmus(kvm: Kvm, pool: Pool, wanted: number, memory: Memory | null): Task<readonly ShadowMmu[] | null> {
  const made: ShadowMmu[] = [];
  for (let index = kvm.nested_mmus.length; index < wanted; index++) {
    const own = memory ?? (yield* kzalloc(pool.allocator, `kvm_s2_mmu[${index}]`, GFP_KERNEL_ACCOUNT));
    if (own === null) {
      yield* free_mmus(kvm, pool, made, memory);
      return null;
    }
    const mmu = new ShadowMmu(kvm, kvm.world, index);
    lieIn(mmu, own);
    made.push(mmu);
    if ((yield* init_nested_s2_mmu(kvm, pool, mmu)) !== 0) {
      yield* free_mmus(kvm, pool, made, memory);
      return null;
    }
  }
  for (const mmu of made) {
    mmu.revmap = kvm.reverse_map.init(kvm, mmu);
  }
  return made;
}

function* init_nested_s2_mmu(kvm: Kvm, { allocator }: Pool, mmu: ShadowMmu): Task<number> {
  mmu.pgt = null;
  const memory = yield* kzalloc(allocator, `kvm_pgtable of ${mmu.label}`, GFP_KERNEL_ACCOUNT);
  if (memory === null) {
    return -ENOMEM;
  }
  const pgt = new Pgt();
  pgt.memory = memory;
  mmu.pgt = pgt;
  pgt.percpu = yield* kzalloc(allocator, `last_vcpu_ran of ${mmu.label}`, GFP_KERNEL_ACCOUNT);
  if (pgt.percpu === null) {
    yield* kfree(allocator, memory);
    if (kvm.history.initError === "clearsPgt") {
      mmu.pgt = null;
    }
    return -ENOMEM;
  }
  return 0;
}

function* free_mmus(kvm: Kvm, pool: Pool, mmus: readonly ShadowMmu[], memory: Memory | null): Task {
  for (const mmu of mmus) {
    yield* kvm_free_stage2_pgd(kvm, mmu);
    if (memory === null) {
      yield* kfree(pool.allocator, mmu.owner as Memory);
    }
  }
}

/** memcpy: pointers, or one struct after the other, as each is when its turn comes. */
function* copies_in(old: MmuArray, memory: Memory): Task<ShadowMmu[]> {
  const mmus = yield* new Op<readonly ShadowMmu[]>(READ_ARRAY, old);
  const copies: ShadowMmu[] = [];
  for (const mmu of mmus) {
    copies.push(mmu.owner === old.memory ? yield* new Op<ShadowMmu>(COPY, mmu, memory) : mmu);
  }
  return copies;
}

const READ_ARRAY: OpKind = {
  name: "memcpy",
  access: READ,
  ready: null,
  perform(op) {
    touch(op);
    return [...(op.object as MmuArray).mmus];
  },
  describe: (op) => `memcpy from ${(op.object as MmuArray).memory.label}`,
};

const COPY: OpKind = {
  name: "memcpy",
  access: READ,
  ready: null,
  also: (op) => (op.object as ShadowMmu).refcnt,
  perform: (op) => copied(op.object as ShadowMmu, op.a as Memory),
  describe: (op) => `memcpy(${op.object.label} in ${(op.a as Memory).label})`,
};

function copied(mmu: ShadowMmu, memory: Memory): ShadowMmu {
  const copy = new ShadowMmu(mmu.kvm, mmu.world, mmu.index);
  const { valid, tlb_vttbr, vmid, nested_stage2_enabled, pending_unmap, pgt, revmap } = mmu;
  Object.assign(copy, { valid, tlb_vttbr, vmid, nested_stage2_enabled, pending_unmap, pgt });
  copy.refcnt.peek = mmu.refcnt.peek;
  copy.revmap = mmu.kvm.reverse_map.copied?.(mmu, copy) ?? revmap;
  lieIn(copy, memory);
  return copy;
}

const SWAP: OpKind = {
  name: "nested_mmus = tmp",
  access: WRITE,
  ready: null,
  perform(op) {
    const pool = op.object as Pool;
    const array = op.a as MmuArray;
    pool.array = array;
    pool.kvm.nested_mmus = array.mmus;
    return undefined;
  },
  describe: (op) => `kvm->arch.nested_mmus = ${(op.a as MmuArray).memory.label}`,
};

const GROW: OpKind = {
  name: "nested_mmus_size",
  access: WRITE,
  ready: null,
  perform(op) {
    (op.object as Pool).kvm.nested_mmus.push(...(op.a as readonly ShadowMmu[]));
    return undefined;
  },
  describe: (op) => `kvm->arch.nested_mmus_size += ${(op.a as readonly ShadowMmu[]).length}`,
};
