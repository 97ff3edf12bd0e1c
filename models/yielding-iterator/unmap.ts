import type { Task } from "../../src/core/task.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { READ_ONCE, read_plain, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { EINVAL } from "../../src/kernel/errno.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { non_block_end, non_block_start } from "./non-block.ts";
import { resched } from "./resched.ts";
import type { Mmu, Vm } from "./state.ts";
import { flush_tlbs, PAGES } from "./table.ts";
import type { Table } from "./table.ts";

/** A notifier on arm64 takes pages out of every MMU; one of the OOM reaper must not block. */
export function* unmap(vm: Vm, { page, pages, may_block }: Values): Task {
  const blocks = may_block === true;
  if (!blocks) {
    yield* non_block_start(vm.non_block);
  }
  const [from, to] = [Number(page), Math.min(Number(page) + Number(pages), PAGES)];
  yield* write_lock(vm.mmu_lock);
  yield* kvm_unmap_gfn_range(vm, from, to, blocks);
  yield* write_unlock(vm.mmu_lock);
  vm.world.emit("notifier_return", { tables: vm.isExiting ? [] : vm.tables.slice(0, 2), from, to });
  if (!blocks) {
    yield* non_block_end(vm.non_block);
  }
}

/** mmu.c; the loop over shadows is `kvm_nested_s2_unmap` (nested.c). */
function* kvm_unmap_gfn_range(vm: Vm, from: number, to: number, may_block: boolean): Task {
  const [canonical, shadow] = vm.mmus;
  if ((yield* read_plain(canonical!.pgt)) === null) {
    return;
  }
  const err = yield* stage2_apply_range(vm, canonical!, from, to, may_block);
  WARN_ON(vm.world, err !== 0, "an unmap that fails");
  const pgt = yield* read_plain(shadow!.pgt);
  if (pgt !== null) {
    yield* stage2_apply_range(vm, shadow!, 0, PAGES, may_block);
  } else if (vm.knobs.shadowPgt === "assumed") {
    vm.world.emit("oops", "mmu->pgt is NULL where its size is read");
  }
}

/** `stage2_apply_range` (mmu.c, 7.3.4), with the unmap of one chunk. */
function* stage2_apply_range(vm: Vm, mmu: Mmu, from: number, to: number, may_block: boolean): Task<number> {
  const { knobs, world } = vm;
  let pgt: Table | null = null;
  for (let page = from; page < to; page++) {
    pgt = knobs.pgt === "once" && pgt !== null ? pgt : yield* read_plain(mmu.pgt);
    if (pgt === null) {
      world.sometimes("tables were gone when the lock was back");
      return knobs.afterDrop === "done" ? 0 : -EINVAL;
    }
    yield* unmap_chunk(vm, pgt, page);
    const asks = may_block || knobs.mayBlock === "ignored";
    const dropped = asks && page + 1 < to && (yield* resched(vm));
    if (dropped && knobs.resume === "past") {
      page++;
    }
  }
  return 0;
}

/** Each chunk is flushed before the next. */
function* unmap_chunk({ mmu_lock }: Vm, pgt: Table, page: number): Task {
  const entry = pgt.entries[page]!;
  if (yield* READ_ONCE(entry)) {
    yield* WRITE_ONCE(entry, false);
    yield* flush_tlbs(mmu_lock, [pgt]);
  }
}
