import { Op, READ } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { null_dereference, touch } from "../../../src/kernel/dereference.ts";
import { refcount_inc_not_zero } from "../../../src/kernel/refcount.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { kvm_put_kvm } from "../life/lifetime.ts";
import type { Lifetime } from "../life/lifetime.ts";
import type { S2Mmu } from "./s2-mmu.ts";
import type { Kvm } from "../state.ts";

const WALK: OpKind = {
  name: "kvm_pgtable_walk",
  access: READ,
  ready: null,
  perform(op) {
    const mmu = op.object as S2Mmu;
    if (mmu.owner !== null) {
      touch(op);
    }
    if (mmu.pgt === null) {
      null_dereference(mmu.world, `${mmu.label}->pgt is NULL in ptdump: its table was freed`);
    }
    return undefined;
  },
  describe: (op) => `kvm_pgtable_walk(${op.object.label}->pgt)`,
};

/** Somebody reads the debugfs file of a shadow (ptdump.c, 7.3.4): a reference to the VM, and mmu_lock W for the walk. */
export function* kvm_ptdump_guest_show(kvm: Kvm, lifetime: Lifetime, mmu: S2Mmu): Task {
  if (!(yield* refcount_inc_not_zero(lifetime.users_count))) {
    return;
  }
  yield* write_lock(kvm.mmu_lock);
  if (kvm.history.ptdump === "trusting" || mmu.pgt !== null) {
    yield* new Op<void>(WALK, mmu);
  }
  yield* write_unlock(kvm.mmu_lock);
  yield* kvm_put_kvm(kvm, lifetime);
}
