import { touch } from "../../../src/kernel/dereference.ts";
import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { atomic_set } from "../../../src/kernel/atomic.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { kfree } from "../../../src/kernel/slab.ts";
import type { Pgt } from "./pgt.ts";
import { type S2Mmu, ShadowMmu } from "./s2-mmu.ts";
import type { Kvm } from "../state.ts";

/**
 * `kvm_free_stage2_pgd` (mmu.c, 7.3.4): the table is taken away and the slot made invalid in one section of mmu_lock W; the
 * table's pages are freed behind it. Whoever finds no table has nothing to do.
 */
export function* kvm_free_stage2_pgd(kvm: Kvm, mmu: S2Mmu): Task {
  const { reverse_map, mmu_lock } = kvm;
  const { allocator } = kvm.pool!;
  yield* write_lock(mmu_lock);
  const leaves = mmu.leaves;
  const pgt = yield* new Op<Pgt | null>(DETACH, mmu);
  if (mmu instanceof ShadowMmu) {
    yield* atomic_set(mmu.refcnt, 0);
    if (leaves.length > 0 && reverse_map.leaves_gone !== undefined) {
      yield* reverse_map.leaves_gone(kvm, mmu, leaves);
    }
  }
  yield* write_unlock(mmu_lock);
  if (pgt !== null) {
    yield* kfree(allocator, pgt.memory);
    if (pgt.percpu !== null) {
      yield* kfree(allocator, pgt.percpu);
    }
  }
}

const DETACH: OpKind = {
  name: "mmu->pgt = NULL",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const mmu = op.object as S2Mmu;
    if (mmu.owner !== null) {
      touch(op);
    }
    const { pgt } = mmu;
    mmu.pgt = null;
    if (mmu instanceof ShadowMmu) {
      mmu.valid = false;
    }
    return pgt;
  },
  describe: (op, pgt) => `${op.object.label}->pgt = NULL${pgt === null ? ", as it was" : ""}`,
};
