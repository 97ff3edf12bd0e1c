import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import type { Vm } from "./state.ts";

/** log2 of a page, as a walk of the guest's tables finds it. */
const PAGE_SHIFT = 12;

/** `struct vncr_tlb` (nested.c): one translation a vCPU, in two words that belong together. */
export class Vncr {
  readonly valid: Cell<boolean>;
  /** Of the walk's result; 0 where it was reset. */
  readonly pgshift: Cell<number>;

  constructor(world: World, vcpu: number) {
    this.valid = cell(world, "vncr.valid", true, vcpu);
    this.pgshift = cell(world, "vncr.pgshift", PAGE_SHIFT, vcpu);
  }
}

/** `kvm_handle_vncr_abort`, 7.3.4: the old translation goes, a new one comes, under mmu_lock. */
export function* handle_vncr_abort({ vncr, knobs, mmu_lock }: Vm, _args: unknown, vcpu: number): Task {
  const tlb = vncr[vcpu]!;
  if (knobs.vncr === "unlocked") {
    yield* reset(tlb);
  }
  yield* write_lock(mmu_lock);
  if (knobs.vncr === "locked") {
    yield* reset(tlb);
  }
  yield* WRITE_ONCE(tlb.pgshift, PAGE_SHIFT);
  yield* WRITE_ONCE(tlb.valid, true);
  yield* write_unlock(mmu_lock);
}

function* reset({ pgshift, valid }: Vncr): Task {
  yield* WRITE_ONCE(pgshift, 0);
  yield* WRITE_ONCE(valid, false);
}

/** `kvm_handle_s1e2_tlbi`, `invalidate_vncr_va`: a guest's TLBI looks at the translations of all vCPUs. */
export function* tlbi_va_el2({ vncr, mmu_lock, world }: Vm): Task {
  yield* write_lock(mmu_lock);
  for (const tlb of vncr) {
    if (yield* READ_ONCE(tlb.valid)) {
      const pgshift = yield* READ_ONCE(tlb.pgshift);
      world.sometimes("a TLBI looked at a VNCR translation");
      world.emit("vncr_seen", { pgshift });
      yield* WRITE_ONCE(tlb.valid, false);
    }
  }
  yield* write_unlock(mmu_lock);
}
