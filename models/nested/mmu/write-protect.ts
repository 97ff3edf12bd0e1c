import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { lockdep_assert_held_write } from "../../../src/kernel/lockdep.ts";
import { formatRange } from "../../stage2/format.ts";
import { type IpaRange, overlaps } from "../../stage2/interval.ts";
import { writeProtect } from "../../stage2/leaf-table.ts";
import { W } from "../../stage2/perm.ts";
import { chunkEnd } from "../../stage2/unmap.ts";
import { pagesIn } from "../host/dirty-bitmap.ts";
import type { S2Mmu } from "./s2-mmu.ts";
import type { Kvm } from "../state.ts";
import { resched } from "./unmap.ts";

const WRPROTECT: OpKind = {
  name: "kvm_pgtable_stage2_wrprotect",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const mmu = op.object as S2Mmu;
    const before = mmu.leaves;
    mmu.leaves = writeProtect(before, op.a as IpaRange);
    before.forEach((leaf, i) => mmu.kvm.ghost.installed.changed(leaf, mmu.leaves[i]!));
    return undefined;
  },
  describe: (op) => `write-protect ${op.object.label} ${formatRange(op.a as IpaRange)}`,
};

/**
 * `kvm_stage2_wp_range` (mmu.c, 7.3.4): chunk by chunk, and mmu_lock may always be dropped between two. It ends in no TLBI;
 * a TLB has no rights of its own here. A chunk in which nothing can be written takes no step.
 */
function* kvm_stage2_wp_range(kvm: Kvm, mmu: S2Mmu, { start, size }: IpaRange): Task {
  const end = Math.min(start + size, kvm.geometry.nestedSize);
  for (let address = start; address < end;) {
    lockdep_assert_held_write(kvm.mmu_lock);
    const next = chunkEnd(address, end, kvm.geometry);
    const chunk = { start: address, size: next - address };
    if (mmu.leaves.some((leaf) => (leaf.perm & W) !== 0 && overlaps(leaf.n, leaf.len, chunk))) {
      yield* new Op<void>(WRPROTECT, mmu, chunk);
    }
    if (next !== end) {
      yield* resched(kvm, mmu, true);
    }
    address = next;
  }
}

/** `kvm_nested_s2_wp` (nested.c, 7.3.4): every valid shadow in full, whatever the canonical range. */
function* kvm_nested_s2_wp(kvm: Kvm): Task {
  if (kvm.mutant === "shadows-writable") {
    return;
  }
  for (const mmu of kvm.nested_mmus) {
    if (mmu.valid) {
      yield* kvm_stage2_wp_range(kvm, mmu, { start: 0, size: kvm.geometry.nestedSize });
    }
  }
}

/** A memslot from now on logs what is written to it; mmu_lock W. */
export function* protect_slot(kvm: Kvm, range: IpaRange): Task {
  if (kvm.mutant !== "canonical-writable") {
    yield* kvm_stage2_wp_range(kvm, kvm.mmu, range);
  }
  yield* kvm_nested_s2_wp(kvm);
}

/** `kvm_arch_mmu_enable_log_dirty_pt_masked` (mmu.c, 7.3.4): from the first page of the mask to the last; mmu_lock W. */
export function* enable_log_dirty_pt_masked(kvm: Kvm, mask: number): Task {
  const pages = pagesIn(mask);
  const start = pages[0]!;
  yield* protect_slot(kvm, { start, size: pages.at(-1)! + 1 - start });
}
