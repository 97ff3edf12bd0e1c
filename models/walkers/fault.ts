import type { Task } from "../../src/core/task.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kvm_pgtable_stage2_mkyoung, kvm_pgtable_stage2_relax_perms } from "../pgtable/attrs.ts";
import { kvm_granule_size, KVM_PGTABLE_LAST_LEVEL } from "../pgtable/geometry.ts";
import { kvm_pgtable_stage2_map } from "../pgtable/map.ts";
import { kvm_mmu_topup_memory_cache } from "../pgtable/memory-cache.ts";
import type { KvmMmuMemoryCache } from "../pgtable/memory-cache.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W } from "../pgtable/prot.ts";
import { KVM_PGTABLE_WALK_SHARED } from "../pgtable/walk.ts";
import { BLOCK, FRAME } from "./config.ts";
import { mark_page_dirty } from "./dirty-log.ts";
import { get_user_mapping_size } from "./host-tables.ts";
import type { Vm } from "./state.ts";

/** Why the hardware gave up, as the syndrome register tells. */
export interface Abort {
  readonly ia: number;
  readonly write: boolean;
  /** Of the entry at which it did. */
  readonly level: number;
  readonly kind: "translation" | "permission" | "access flag";
}

/**
 * `kvm_handle_guest_abort` (mmu.c, 7.3.4). The frame behind a page never changes here, so that nothing has to be sampled
 * before it is looked up. 0, or -EAGAIN; the guest makes the access again.
 */
export function* kvm_handle_guest_abort(vm: Vm, mc: KvmMmuMemoryCache, abort: Abort, huge: boolean): Task<number> {
  if (abort.kind === "access flag") {
    yield* handle_access_fault(vm, abort.ia);
    return 0;
  }
  return yield* user_mem_abort(vm, mc, abort, huge);
}

/** `kvm_fault_lock`: what a walk flagged SHARED needs, or more. */
function* kvm_fault_lock({ mmu_lock, knobs }: Vm): Task {
  yield* knobs.faultLock === "read" ? read_lock(mmu_lock) : write_lock(mmu_lock);
}

function* kvm_fault_unlock({ mmu_lock, knobs }: Vm): Task {
  yield* knobs.faultLock === "read" ? read_unlock(mmu_lock) : write_unlock(mmu_lock);
}

const flagsOf = ({ knobs }: Vm): number => (knobs.faultLock === "read" ? KVM_PGTABLE_WALK_SHARED : 0);

function* handle_access_fault(vm: Vm, ia: number): Task {
  yield* kvm_fault_lock(vm);
  yield* kvm_pgtable_stage2_mkyoung(vm.pgt!, ia, flagsOf(vm));
  yield* kvm_fault_unlock(vm);
}

function* user_mem_abort(vm: Vm, mc: KvmMmuMemoryCache, abort: Abort, huge: boolean): Task<number> {
  const { logging, deep } = vm.config;
  const { geometry } = vm.mm_ops;
  yield* kvm_mmu_topup_memory_cache(mc, deep ? 2 : 1);
  const isHuge = vm.host === null ? huge : yield* get_user_mapping_size(vm, vm.host);
  const force_pte = logging;
  const faulted = kvm_granule_size(geometry, abort.level);
  const isPermission = abort.kind === "permission";
  const size = !force_pte && (isHuge || (isPermission && faulted === BLOCK)) ? BLOCK : 1;
  const writable = abort.write || !logging;
  const prot = KVM_PGTABLE_PROT_R | (writable ? KVM_PGTABLE_PROT_W : 0);
  const relaxes = isPermission && (faulted === size || vm.knobs.permissionFault === "anySize");

  const marks = writable && logging;
  if (marks) {
    vm.dirty.pending[abort.ia]!++;
  }
  yield* kvm_fault_lock(vm);
  const ia = abort.ia - (abort.ia % size);
  const { history } = vm.ghost;
  const op = { ia, pages: relaxes ? 1 : size, frame: FRAME + ia, writable };
  const call = history.begin({ kind: relaxes ? "relax" : "map", ...op });
  const ret = yield* relaxes
    ? kvm_pgtable_stage2_relax_perms(vm.pgt!, ia, prot, flagsOf(vm))
    : kvm_pgtable_stage2_map(vm.pgt!, ia, size, FRAME + ia, prot, mc, flagsOf(vm));
  history.end(call, ret);
  yield* kvm_fault_unlock(vm);
  if (marks && ret === 0) {
    yield* mark_page_dirty(vm, abort.ia);
  }
  if (marks) {
    vm.dirty.pending[abort.ia]!--;
  }
  if (ret === 0 && abort.level < KVM_PGTABLE_LAST_LEVEL && size === 1) {
    vm.world.sometimes("a fault mapped a page where there was no table");
  }
  return ret;
}
