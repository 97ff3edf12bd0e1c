import { Op, READ, SLEEPS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kvm_pgtable_stage2_wrprotect } from "../pgtable/attrs.ts";
import { kvm_tlb_flush_vmid_range } from "../pgtable/tlb.ts";
import { mmput } from "./mm-users.ts";
import type { Vm } from "./state.ts";

/** The slot's dirty bitmap: its words change atomically. */
export class DirtyBitmap extends Shared {
  readonly bits: boolean[];
  /** Pages that the guest has written to and that no log will show. For claims. */
  readonly owed = new Set<number>();
  /** Pages whose bits are in a log that the VMM is about to get. */
  readonly taken = new Set<number>();
  /** By page: faults that are about to make it writable, and then to mark it. */
  readonly pending: number[];

  constructor(world: World, pages: number, dirty: boolean) {
    super(world, "dirty_bitmap");
    this.bits = Array.from({ length: pages }, () => dirty);
    this.pending = Array.from({ length: pages }, () => 0);
  }

  /** The guest has written to a page. */
  written(ia: number): void {
    if (this.bits[ia] !== true && !this.taken.has(ia)) {
      this.owed.add(ia);
    }
  }
}

const SET_BIT: OpKind = {
  name: "set_bit_le",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const { bits, owed } = op.object as DirtyBitmap;
    bits[op.a as number] = true;
    owed.delete(op.a as number);
    return undefined;
  },
  describe: (op) => `mark_page_dirty(0x${(op.a as number).toString(16)})`,
};

const XCHG: OpKind = {
  name: "xchg",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const { bits, taken } = op.object as DirtyBitmap;
    const [ia, pages] = [op.a as number, op.b as number];
    for (let page = ia; page < ia + pages; page++) {
      if (bits[page] === true) {
        taken.add(page);
      }
    }
    bits.fill(false, ia, ia + pages);
    return taken.size > 0;
  },
  describe: (op, result) =>
    `xchg(${op.object.label}, 0)${result === undefined ? "" : ` = ${result === true ? "dirty" : "0"}`}`,
};

const COPY_TO_USER: OpKind = {
  name: "copy_to_user",
  access: READ | SLEEPS,
  ready: null,
  perform(op) {
    op.object.world.emit("log_taken", op.a);
    (op.object as DirtyBitmap).taken.clear();
    return undefined;
  },
  describe: () => "copy_to_user()",
};

export function mark_page_dirty({ dirty }: Vm, ia: number): Op<void> {
  return new Op<void>(SET_BIT, dirty, ia);
}

/**
 * `kvm_get_dirty_log_protect` (kvm_main.c, 7.3.4): takes the bits of a range, and the rights to write that go with them. What
 * is written before the TLBs are flushed is written before the VMM copies the page.
 */
export function* take_dirty_log(vm: Vm, ia: number, pages: number): Task {
  const { mmu_lock, mmu, knobs } = vm;
  yield* write_lock(mmu_lock);
  const any = yield* new Op<boolean>(XCHG, vm.dirty, ia, pages);
  if (any) {
    const call = vm.ghost.history.begin({ kind: "protect", ia, pages });
    yield* kvm_pgtable_stage2_wrprotect(vm.pgt!, ia, pages);
    vm.ghost.history.end(call, 0);
    vm.world.sometimes("pages were write-protected");
  }
  yield* write_unlock(mmu_lock);
  if (any && knobs.logFlush === "range") {
    yield* kvm_tlb_flush_vmid_range(mmu, 1, ia, pages);
  }
  yield* new Op<void>(COPY_TO_USER, vm.dirty, { ia, pages });
  yield* mmput(vm.mm_users);
}
