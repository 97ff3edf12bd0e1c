import type { Task } from "../../src/core/task.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kvm_pgtable_stage2_wrprotect } from "../pgtable/attrs.ts";
import { kvm_tlb_flush_vmid_range } from "../pgtable/tlb.ts";
import { kvm_pgtable_stage2_unmap } from "../pgtable/unmap.ts";
import type { Machine } from "./state.ts";

/** The host takes the frames of a range away: `kvm_unmap_gfn_range` (mmu.c, 7.3.4), then they are somebody else's. */
export function* take_frames(machine: Machine, ia: number, pages: number): Task {
  const { mmu_lock, pgt, lives, gone, history } = machine;
  yield* write_lock(mmu_lock);
  const call = history.begin({ kind: "unmap", ia, pages });
  yield* kvm_pgtable_stage2_unmap(pgt, ia, pages);
  history.end(call, 0);
  for (let page = ia; page < ia + pages; page++) {
    gone.add(machine.frameOf(page));
    lives[page]!++;
  }
  yield* write_unlock(mmu_lock);
}

/** `kvm_mmu_wp_memory_region` and the flush after it. */
export function* write_protect({ mmu_lock, pgt, mmu, history }: Machine, ia: number, pages: number): Task {
  yield* write_lock(mmu_lock);
  const call = history.begin({ kind: "protect", ia, pages });
  yield* kvm_pgtable_stage2_wrprotect(pgt, ia, pages);
  history.end(call, 0);
  yield* write_unlock(mmu_lock);
  yield* kvm_tlb_flush_vmid_range(mmu, 1, ia, pages);
}
