import type { Task } from "../../src/core/task.ts";
import { read_lock, read_unlock } from "../../src/kernel/rwlock.ts";
import { kvm_pgtable_stage2_relax_perms } from "../pgtable/attrs.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pgtable_stage2_map } from "../pgtable/map.ts";
import { kvm_mmu_topup_memory_cache } from "../pgtable/memory-cache.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W } from "../pgtable/prot.ts";
import { KVM_PGTABLE_WALK_SHARED } from "../pgtable/walk.ts";
import { BLOCK } from "../walkers/config.ts";
import type { Machine } from "./state.ts";

interface Fault {
  readonly ia: number;
  readonly huge: boolean;
  readonly cpu: number;
  /** Of the leaf that does not permit the access; null if there was none. */
  readonly level: number | null;
}

/** `user_mem_abort` (mmu.c, 7.3.4). Frames are looked up under mmu_lock: what comes between has its own model. */
export function* user_mem_abort(machine: Machine, { ia: at, huge, cpu, level }: Fault): Task<number> {
  const { mmu_lock, pgt, lives, mm_ops, history } = machine;
  const mc = machine.caches[cpu]!;
  yield* kvm_mmu_topup_memory_cache(mc, 1);
  const prot = KVM_PGTABLE_PROT_R | KVM_PGTABLE_PROT_W;
  yield* read_lock(mmu_lock);
  const block = at - (at % BLOCK);
  const faulted = level === null ? null : kvm_granule_size(mm_ops.geometry, level);
  const isHuge = (huge || faulted === BLOCK) && lives[block] === lives[block + 1];
  const size = isHuge ? BLOCK : 1;
  const ia = isHuge ? block : at;
  const frame = machine.frameOf(ia);
  const kind = faulted === size ? "relax" : "map";
  const call = history.begin({ kind, ia, pages: kind === "map" ? size : 1, frame, writable: true });
  const ret = yield* kind === "relax"
    ? kvm_pgtable_stage2_relax_perms(pgt, ia, prot, KVM_PGTABLE_WALK_SHARED)
    : kvm_pgtable_stage2_map(pgt, ia, size, frame, prot, mc, KVM_PGTABLE_WALK_SHARED);
  history.end(call, ret);
  yield* read_unlock(mmu_lock);
  return ret;
}
