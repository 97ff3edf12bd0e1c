import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { atomic_read } from "../../../src/kernel/atomic.ts";
import { kfree } from "../../../src/kernel/slab.ts";
import type { Memory } from "../../../src/kernel/slab.ts";
import { kvm_free_stage2_pgd } from "../mmu/free-stage2.ts";
import { nested_mmu_at } from "../vcpu/pool.ts";
import type { MmuArray, Pool } from "../vcpu/pool.ts";
import type { Kvm } from "../state.ts";

/**
 * `kvm_arch_flush_shadow_all` (nested.c, 7.3.4): the shadows, then the canonical table. A shadow that a vCPU still has is left
 * with a warning. The cache for eager splitting, which follows, is empty here: nothing is split.
 */
export function* kvm_arch_flush_shadow_all(kvm: Kvm): Task {
  const { pool } = kvm;
  for (let i = 0, mmu = yield* nested_mmu_at(kvm, 0); mmu !== null; mmu = yield* nested_mmu_at(kvm, ++i)) {
    if ((yield* atomic_read(mmu.refcnt)) === 0) {
      yield* kvm_free_stage2_pgd(kvm, mmu);
    }
  }
  if (kvm.history.arrayFreed === "byFlush") {
    yield* free_nested_mmus(pool!);
  }
  yield* kvm_free_stage2_pgd(kvm, kvm.mmu);
}

/** As it was: `kvfree(nested_mmus); nested_mmus = NULL; nested_mmus_size = 0`. */
function* free_nested_mmus(pool: Pool): Task {
  const array = yield* new Op<MmuArray | null>(READ_ARRAY, pool);
  yield* free_array(pool, array);
  yield* new Op<void>(CLEAR_ARRAY, pool);
}

/** The shadows themselves, and what they lie in: at VM destruction, when nobody is left. */
export function* kvm_free_nested_mmus(kvm: Kvm): Task {
  const { pool, nested_mmus } = kvm;
  if (pool!.isAllocated) {
    yield* free_array(pool!, pool!.array);
    return;
  }
  for (const { owner } of nested_mmus) {
    yield* kfree(pool!.allocator, owner as Memory);
  }
}

function* free_array({ allocator }: Pool, array: MmuArray | null): Task {
  for (const { owner } of array?.mmus ?? []) {
    if (owner !== array!.memory) {
      yield* kfree(allocator, owner as Memory);
    }
  }
  yield* kfree(allocator, array?.memory ?? null);
}

const READ_ARRAY: OpKind = {
  name: "READ_ONCE(nested_mmus)",
  access: READ,
  ready: null,
  perform: ({ object }) => (object as Pool).array,
  describe: (_op, array) => `READ_ONCE(kvm->arch.nested_mmus)${array === null ? " = NULL" : ""}`,
};

const CLEAR_ARRAY: OpKind = {
  name: "nested_mmus = NULL",
  access: WRITE,
  ready: null,
  perform(op) {
    const pool = op.object as Pool;
    pool.array = null;
    pool.kvm.nested_mmus = [];
    return undefined;
  },
  describe: () => "kvm->arch.nested_mmus = NULL",
};
