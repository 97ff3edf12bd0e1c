import type { Task } from "../../src/core/task.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kvm_mmu_topup_memory_cache } from "../pgtable/memory-cache.ts";
import { kvm_pgtable_stage2_split } from "../pgtable/split.ts";
import { BLOCK } from "./config.ts";
import { mmput } from "./mm-users.ts";
import type { Vm } from "./state.ts";

/** `kvm_mmu_split_huge_pages` (mmu.c, 7.3.4), in chunks of a block; what it does not split is left to faults. */
export function* kvm_mmu_split_huge_pages(vm: Vm, ia: number, pages: number): Task {
  const { mmu_lock, slots_lock, split_page_cache: cache, ghost } = vm;
  const { history } = ghost;
  yield* mutex_lock(slots_lock);
  yield* write_lock(mmu_lock);
  for (let addr = ia; addr < ia + pages;) {
    const next = Math.min(addr - (addr % BLOCK) + BLOCK, ia + pages);
    if (cache.nobjs.peek < 1) {
      yield* write_unlock(mmu_lock);
      yield* kvm_mmu_topup_memory_cache(cache, 1);
      yield* write_lock(mmu_lock);
    }
    const call = history.begin({ kind: "split", ia: addr, pages: next - addr });
    const ret = yield* kvm_pgtable_stage2_split(vm.pgt!, addr, next - addr, cache);
    history.end(call, ret);
    if (ret !== 0) {
      break;
    }
    addr = next;
  }
  yield* write_unlock(mmu_lock);
  yield* mutex_unlock(slots_lock);
  yield* mmput(vm.mm_users);
}
