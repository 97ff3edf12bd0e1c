import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { EINVAL, ENOMEM } from "../../src/kernel/errno.ts";
import { lockdep_assert_held_write } from "../../src/kernel/lockdep.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { cond_resched } from "../../src/kernel/sched.ts";
import { kvm_mmu_memory_cache_alloc, kvm_mmu_topup_memory_cache } from "./memory-cache.ts";
import type { Pgtable } from "./pgtable.ts";
import { BLOCKS } from "./state.ts";
import type { Kvm } from "./state.ts";

/** mmu.c, 7.3.4: chunk by chunk; mmu_lock is dropped to fill the cache, and the tables are looked up anew behind it. */
export function* kvm_mmu_split_huge_pages(kvm: Kvm): Task<number> {
  lockdep_assert_held_write(kvm.mmu_lock);
  const cache = kvm.split_page_cache;
  const chunk = yield* READ_ONCE(kvm.split_page_chunk_size);
  const capacity = kvm.knobs.capacity === "one" ? 1 : chunk;
  const step = Math.min(chunk, capacity);
  for (let block = 0; block < BLOCKS; block += step) {
    if ((yield* read_plain(cache.nobjs)) < capacity) {
      yield* write_unlock(kvm.mmu_lock);
      yield* cond_resched(kvm.mmu_lock);
      const err = yield* kvm_mmu_topup_memory_cache(kvm.memory, cache, capacity);
      yield* write_lock(kvm.mmu_lock);
      if (err !== 0) {
        kvm.world.sometimes("a split ran out of pages");
        return err;
      }
    }
    const pgt = yield* read_plain(kvm.pgt);
    if (pgt === null) {
      return -EINVAL;
    }
    const err = yield* kvm_pgtable_stage2_split(kvm, pgt, block, Math.min(block + step, BLOCKS));
    if (err !== 0) {
      return err;
    }
  }
  return 0;
}

function* kvm_pgtable_stage2_split(
  { split_page_cache, world }: Kvm,
  pgt: Pgtable,
  from: number,
  to: number,
): Task<number> {
  for (const entry of pgt.tables.slice(from, to)) {
    if ((yield* READ_ONCE(entry)) === null) {
      if ((yield* read_plain(split_page_cache.nobjs)) < 1) {
        return -ENOMEM;
      }
      yield* WRITE_ONCE(entry, yield* kvm_mmu_memory_cache_alloc(split_page_cache));
      world.sometimes("a block was split");
    }
  }
  return 0;
}
