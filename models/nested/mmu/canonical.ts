import { Op, READ } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { null_dereference } from "../../../src/kernel/dereference.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import type { Leaves } from "../../stage2/leaf.ts";
import { mustGo } from "../../stage2/reach.ts";
import { nested_mmu_at } from "../vcpu/pool.ts";
import type { S2Mmu, ShadowMmu } from "./s2-mmu.ts";
import type { Kvm } from "../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "./unmap.ts";
import { kvm_invalidate_vncr_ipa } from "../vcpu/vncr.ts";

/**
 * `kvm_unmap_gfn_range` (mmu.c, 7.3.4), also what `kvm_arch_flush_shadow_memslot` does: a canonical range goes from the
 * canonical table, then from every shadow, where the baseline takes out everything. mmu_lock W. `isSlot`: a memslot goes.
 */
export function* kvm_unmap_gfn_range(kvm: Kvm, range: IpaRange, may_block: boolean, isSlot = false): Task {
  const { reverse_map } = kvm;
  if (kvm.mmu.pgt === null) {
    return;
  }
  const hadLeaves = kvm.nested_mmus.some(({ leaves }) => leaves.length > 0);
  yield* kvm_stage2_unmap_range(kvm, kvm.mmu, range.start, range.size, may_block);
  const reached = reverse_map.reached === undefined ? null : yield* reverse_map.reached(kvm, range);
  for (let i = 0, mmu = yield* nested_mmu_at(kvm, 0); mmu !== null; mmu = yield* nested_mmu_at(kvm, ++i)) {
    if (mmu.valid) {
      yield* unmap_from(kvm, mmu, range, may_block, isSlot, reached);
    }
  }
  if (kvm.mutant !== "vncr-with-leaves" || hadLeaves) {
    yield* invalidate_vncr_in(kvm, reverse_map.all_vncr === true ? null : range);
  }
}

function* unmap_from(
  kvm: Kvm,
  mmu: ShadowMmu,
  range: IpaRange,
  may_block: boolean,
  isSlot: boolean,
  reached: ReadonlySet<ShadowMmu> | null,
): Task {
  const { world, ghost, reverse_map } = kvm;
  const task = world.current?.id ?? 0;
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

/** `kvm_nested_s2_unmap` (nested.c, 7.3.4): everything, from every valid shadow; mmu_lock W. */
export function* kvm_nested_s2_unmap(kvm: Kvm, may_block: boolean): Task {
  for (let i = 0, mmu = yield* nested_mmu_at(kvm, 0); mmu !== null; mmu = yield* nested_mmu_at(kvm, ++i)) {
    if (mmu.valid) {
      yield* unmap_shadow(kvm, mmu, may_block);
    }
  }
  yield* invalidate_vncr_in(kvm, null);
}

const IA_BITS: OpKind = {
  name: "ia_bits",
  access: READ,
  ready: null,
  perform(op) {
    const { pgt, world } = op.object as S2Mmu;
    if (pgt === null) {
      null_dereference(world, "kvm->arch.mmu.pgt->ia_bits is read and pgt is NULL: the table was freed");
    }
    return undefined;
  },
  describe: () => "BIT(kvm->arch.mmu.pgt->ia_bits)",
};

/**
 * VNCR translations to a canonical range, or all with null. As it was, where tables can go, what a full unmap takes of them is read
 * from the canonical table.
 */
function* invalidate_vncr_in(kvm: Kvm, range: IpaRange | null): Task {
  const { pool, history, mmu, vncr } = kvm;
  if (pool !== null && history.vncrRange === "canonicalPgt") {
    yield* new Op<void>(IA_BITS, mmu);
  }
  if (vncr !== null) {
    yield* kvm_invalidate_vncr_ipa(kvm, vncr, range);
  }
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
