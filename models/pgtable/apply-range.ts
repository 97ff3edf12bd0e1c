import type { Task } from "../../src/core/task.ts";
import type { RwLock } from "../../src/kernel/rwlock.ts";
import { cond_resched, cond_resched_rwlock_write } from "../../src/kernel/sched.ts";
import { kvm_pgtable_stage2_destroy_pgd, kvm_pgtable_stage2_destroy_range } from "./destroy.ts";
import { ALIGN_DOWN, kvm_granule_size } from "./geometry.ts";
import type { KvmPgtable } from "./pgtable.ts";
import type { Part } from "./torn-down.ts";

/** Where the part that begins at `addr` ends: at the border of a block of the largest size, or at `end`. */
function stage2_range_addr_end({ mm_ops: { geometry } }: KvmPgtable, addr: number, end: number): number {
  const size = kvm_granule_size(geometry, geometry.minBlockLevel);
  return Math.min(ALIGN_DOWN(addr + size, size), end);
}

/** `fn` on a range part by part; between two of them mmu_lock, held for write, may be dropped. 0 or the first error. */
export function* stage2_apply_range(
  mmu_lock: RwLock,
  pgt: KvmPgtable,
  addr: number,
  end: number,
  fn: (pgt: KvmPgtable, addr: number, size: number) => Task<number>,
): Task<number> {
  for (;;) {
    const next = stage2_range_addr_end(pgt, addr, end);
    const ret = yield* fn(pgt, addr, next - addr);
    if (ret !== 0 || next === end) {
      return ret;
    }
    yield* cond_resched_rwlock_write(mmu_lock);
    addr = next;
  }
}

/** `kvm_stage2_destroy`: a detached table, part by part, without a lock. */
export function* kvm_stage2_destroy(pgt: KvmPgtable): Task {
  const { world } = pgt.mm_ops;
  const end = 2 ** pgt.ia_bits;
  for (let addr = 0, next; addr !== end; addr = next) {
    next = stage2_range_addr_end(pgt, addr, end);
    yield* kvm_pgtable_stage2_destroy_range(pgt, addr, next - addr);
    world.emit("part_destroyed", { pgt, upTo: next } satisfies Part);
    if (next !== end) {
      world.sometimes("a table was torn down in parts");
      yield* cond_resched(pgt.mm_ops);
    }
  }
  yield* kvm_pgtable_stage2_destroy_pgd(pgt);
}
