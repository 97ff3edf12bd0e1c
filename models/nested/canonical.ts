import type { Task } from "../../src/core/task.ts";
import type { IpaRange } from "../stage2/interval.ts";
import type { Leaves } from "../stage2/leaf.ts";
import { mustGo } from "../stage2/reach.ts";
import type { Kvm } from "./state.ts";
import { kvm_stage2_unmap_range } from "./unmap.ts";

/**
 * `kvm_unmap_gfn_range` (mmu.c, 7.3.4), also what `kvm_arch_flush_shadow_memslot` does: a canonical range goes from the
 * canonical table, then from every shadow, where the baseline takes out everything. mmu_lock W. `isSlot`: a memslot goes.
 */
export function* kvm_unmap_gfn_range(kvm: Kvm, range: IpaRange, may_block: boolean, isSlot = false): Task {
  const { world, ghost } = kvm;
  const { reverse_map } = kvm;
  const task = world.current?.id ?? 0;
  ghost.mayBlock(task, may_block);
  yield* kvm_stage2_unmap_range(kvm, kvm.mmu, range.start, range.size, may_block);
  const reached = reverse_map.reached === undefined ? null : yield* reverse_map.reached(kvm, range);
  for (const mmu of kvm.nested_mmus) {
    if (mmu.valid) {
      const before = mmu.leaves;
      const justified = ghost.justified(mmu);
      const ran_out = ghost.ranOut(mmu);
      noteUnmap(kvm, before, range, may_block);
      ghost.startUnmap(task);
      world.emit("unmap_start", { mmu, range, may_block, before });
      if (isSlot && reverse_map.flush_memslot !== undefined) {
        yield* reverse_map.flush_memslot(kvm, mmu);
      } else if (reached === null || reached.has(mmu)) {
        yield* reverse_map.unmap_canonical(kvm, mmu, range, may_block);
      }
      const { removed, dropped } = ghost.endUnmap(task);
      const after = mmu.leaves;
      world.emit("unmap_return", { mmu, range, may_block, before, after, removed, justified, ran_out, dropped });
    }
  }
  ghost.mayBlock(task, true);
}

function noteUnmap({ world }: Kvm, before: Leaves, range: IpaRange, may_block: boolean): void {
  if (before.length === 0) {
    return;
  }
  const due = mustGo(before, range).length;
  if (due > 0) {
    world.sometimes("a notifier hit a shadow leaf");
  }
  if (due < before.length) {
    world.sometimes("a notifier missed a shadow leaf");
  }
  if (!may_block) {
    world.sometimes("an unmap that must not block");
  }
}
