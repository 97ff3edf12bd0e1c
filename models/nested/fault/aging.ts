import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../../src/kernel/srcu.ts";
import { formatRange } from "../../stage2/format.ts";
import { type IpaRange, overlaps } from "../../stage2/interval.ts";
import { hex, type Leaf } from "../../stage2/leaf.ts";
import { findLeaf } from "../../stage2/leaf-table.ts";
import { kvm_for_each_memslot, partsIn } from "../host/memslots.ts";
import { kvm_tlb_flush_vmid_range } from "../mmu/pgtable.ts";
import type { S2Mmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";

/** Access flags go; a TLB keeps what it had with the flag set. The result: whether any was set. */
const AGE: OpKind = {
  name: "kvm_pgtable_stage2_test_clear_young",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const mmu = op.object as S2Mmu;
    const isAged = (leaf: Leaf): boolean => leaf.old !== true && overlaps(leaf.n, leaf.len, op.a as IpaRange);
    const reported = mmu.leaves.filter(isAged);
    mmu.stale = [...mmu.stale, ...reported];
    mmu.leaves = mmu.leaves.map((leaf) => (isAged(leaf) ? { ...leaf, old: true as const } : leaf));
    return reported.length > 0;
  },
  describe: (op, found) =>
    `age ${op.object.label} ${formatRange(op.a as IpaRange)}${found === undefined ? "" : found === true ? ": young" : ": old"}`,
};

/** The flag of the leaf at an address is set, if there is a leaf. */
function setsFlag(name: string): OpKind {
  return {
    name,
    access: READ | WRITE,
    ready: null,
    perform(op) {
      const mmu = op.object as S2Mmu;
      const found = findLeaf(mmu.leaves, op.a as number);
      mmu.leaves = mmu.leaves.map((leaf) => (leaf === found ? young(leaf) : leaf));
      return undefined;
    },
    describe: (op) => `${name}(${op.object.label}[${hex(op.a as number)}])`,
  };
}

const MKYOUNG = setsFlag("kvm_pgtable_stage2_mkyoung");
const HARDWARE = setsFlag("hardware sets the access flag");

function young({ n, c, len, pa, perm, tag }: Leaf): Leaf {
  return { n, c, len, pa, perm, tag };
}

/**
 * `kvm_age_gfn` (mmu.c, 7.3.4) for a canonical range, below clear_flush_young, or clear_young, which leaves the TLB alone. The
 * shadows are not aged, and in_progress is not raised.
 */
export function* age(kvm: Kvm, range: IpaRange, flush: boolean): Task {
  const { memslots, slots_change, mmu, mmu_lock } = kvm;
  if (slots_change) {
    yield* srcu_read_lock(kvm.srcu);
  }
  const states = slots_change ? yield* kvm_for_each_memslot(memslots) : memslots.states;
  const parts = partsIn(memslots, states, range);
  if (parts.length > 0) {
    yield* write_lock(mmu_lock);
    let isYoung = false;
    for (const part of parts) {
      isYoung = (yield* new Op<boolean>(AGE, mmu, part)) || isYoung;
    }
    if (flush && isYoung) {
      yield* kvm_tlb_flush_vmid_range(mmu, { start: 0, size: kvm.geometry.nestedSize });
    }
    if (isYoung) {
      kvm.world.sometimes("a page was aged");
    }
    yield* write_unlock(mmu_lock);
  }
  if (slots_change) {
    yield* srcu_read_unlock(kvm.srcu);
  }
}

/** `handle_access_fault` (mmu.c, 7.3.4): the guest tries again, whatever became of the leaf. */
export function* handle_access_fault(kvm: Kvm, mmu: S2Mmu, n: number): Task<number> {
  yield* read_lock(kvm.mmu_lock);
  yield* new Op<void>(MKYOUNG, mmu, n);
  yield* read_unlock(kvm.mmu_lock);
  kvm.world.sometimes("an access flag fault");
  return 0;
}

/** VTCR_EL2.HA: a walk, of an access or ahead of one, sets the flag of what it finds. */
export function* set_access_flag(mmu: S2Mmu, n: number): Task {
  yield* new Op<void>(HARDWARE, mmu, n);
}

/** The same on the canonical table, for no access; nothing where the hardware does not do it. */
export function* set_access_flag_ahead({ mmu, hardware_af }: Kvm, c: number): Task {
  if (hardware_af) {
    yield* set_access_flag(mmu, c);
  }
}
