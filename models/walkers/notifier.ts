import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kvm_pgtable_stage2_test_clear_young } from "../pgtable/age.ts";
import { kvm_stage2_destroy, stage2_apply_range } from "../pgtable/apply-range.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { kvm_pgtable_stage2_unmap } from "../pgtable/unmap.ts";
import { KVM_PGTABLE_WALK_SHARED } from "../pgtable/walk.ts";
import { exit_mmap } from "./mm-users.ts";
import type { Vm } from "./state.ts";

/** `mmu->pgt`, by who does not hold mmu_lock. */
const READ_PGT: OpKind = {
  name: "READ_ONCE",
  access: READ,
  ready: null,
  perform: (op) => (op.a as Vm).pgt,
  describe: (_op, result) => `READ_ONCE(mmu->pgt)${result === null ? " = NULL" : ""}`,
};

/** Who loads it later finds NULL. */
const DETACH: OpKind = {
  name: "detach",
  access: WRITE,
  ready: null,
  perform(op) {
    const vm = op.a as Vm;
    const { pgt } = vm;
    vm.pgt = null;
    vm.ghost.tlb.retire();
    return pgt;
  },
  describe: () => "mmu->pgt = NULL",
};

/** `kvm_unmap_gfn_range` (mmu.c, 7.3.4), in a notifier that must not block. */
export function* kvm_unmap_gfn_range(vm: Vm, ia: number, pages: number): Task {
  yield* write_lock(vm.mmu_lock);
  if (vm.pgt !== null) {
    const call = vm.ghost.history.begin({ kind: "unmap", ia, pages });
    yield* stage2_apply_range(vm.mmu_lock, vm.pgt, ia, ia + pages, kvm_pgtable_stage2_unmap);
    vm.ghost.history.end(call, 0);
    vm.ghost.unmapped = { ia, pages };
  }
  yield* write_unlock(vm.mmu_lock);
  vm.ghost.unmapped = null;
}

/** `kvm_age_gfn`; without mmu_lock as Yu Zhao proposed it in May 2023 (20230526234435.662652-1-yuzhao@google.com). */
export function* kvm_age_gfn(vm: Vm, ia: number, pages: number): Task {
  if (vm.knobs.ager === "lockless") {
    const pgt = yield* new Op<KvmPgtable | null>(READ_PGT, vm.mmu, vm);
    if (pgt !== null) {
      yield* kvm_pgtable_stage2_test_clear_young(pgt, ia, pages, true, KVM_PGTABLE_WALK_SHARED);
    }
    return;
  }
  yield* write_lock(vm.mmu_lock);
  if (vm.pgt !== null && (yield* kvm_pgtable_stage2_test_clear_young(vm.pgt, ia, pages, true))) {
    vm.world.sometimes("a page had been accessed");
  }
  yield* write_unlock(vm.mmu_lock);
}

/** `kvm_arch_flush_shadow_all`: the mm goes away. */
export function* kvm_arch_flush_shadow_all(vm: Vm): Task {
  yield* exit_mmap(vm.mm_users);
  if (vm.knobs.rootFree === "flush") {
    yield* kvm_free_stage2_pgd(vm);
  }
}

/** Detached under mmu_lock, freed without it. */
export function* kvm_free_stage2_pgd(vm: Vm): Task {
  yield* write_lock(vm.mmu_lock);
  const pgt = yield* new Op<KvmPgtable | null>(DETACH, vm.mmu, vm);
  yield* write_unlock(vm.mmu_lock);
  if (pgt !== null) {
    yield* kvm_stage2_destroy(pgt);
  }
}
