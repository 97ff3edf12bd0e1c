import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain, WRITE_ONCE, write_plain } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { GFP_ATOMIC, kmalloc } from "../../src/kernel/slab.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { make_mmu_pages_available } from "./reclaim.ts";
import { drop_spte, rmap_add } from "./rmap.ts";
import { isLeaf, ShadowPage } from "./spte.ts";
import type { Spte } from "./spte.ts";
import { MMIO_GFN } from "./state.ts";
import type { Vm } from "./state.ts";
import { kvm_set_pfn_dirty, mmu_spte_update } from "./update.ts";

/** A guest goes through an entry: L1 through a direct page, L2 through the shadow of its table. */
export function* access(vm: Vm, { entry, l2, write }: Values): Task {
  const [index, isDirect] = [Number(entry), l2 !== true];
  const page = vm.pages.peek.find((sp) => sp.isDirect === isDirect);
  if (page !== undefined && (yield* go_through(vm, page.sptes[index]!, isDirect, write === true))) {
    return;
  }
  const gfn = isDirect ? index : yield* READ_ONCE(vm.gptes[index]!);
  yield* write_lock(vm.mmu_lock);
  yield* make_mmu_pages_available(vm);
  yield* map(vm, yield* get_shadow_page(vm, isDirect), index, gfn, write === true);
  yield* write_unlock(vm.mmu_lock);
}

/**
 * The hardware's access: false is a fault. A write sets the dirty bit, and logs the write where it has not been set and the page-modification
 * log is on, which it is for L1.
 */
const ACCESS: OpKind = {
  name: "guest access",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const spte = op.object as Spte;
    const [vm, logs] = op.a as readonly [Vm, boolean];
    const leaf = spte.peek;
    if (spte.owner!.freed || !isLeaf(leaf) || (op.b === true && !leaf.w)) {
      return false;
    }
    if (op.b === true) {
      spte.peek = { ...leaf, d: true };
      vm.dirty[leaf.gfn]!.peek ||= logs && !leaf.d;
      vm.written.add(leaf.gfn);
      vm.unsaved.add(leaf.gfn);
    }
    return true;
  },
  describe: (op, done) =>
    `the guest ${op.b === true ? "writes" : "reads"} through ${op.object.label}${done === false ? ": fault" : ""}`,
};

const go_through = (vm: Vm, spte: Spte, logs: boolean, write: boolean): Op<boolean> =>
  new Op<boolean>(ACCESS, spte, [vm, logs], write);

/** `kvm_mmu_get_shadow_page`: by gfn and role. */
function* get_shadow_page(vm: Vm, isDirect: boolean): Task<ShadowPage> {
  const pages = yield* read_plain(vm.pages);
  const found = pages.find((sp) => vm.knobs.lookup === "gfn" || sp.isDirect === isDirect);
  if (found !== undefined) {
    return found;
  }
  const memory = yield* kmalloc(vm.memory, `sp ${vm.made++}`, GFP_ATOMIC);
  const sp = new ShadowPage(vm.world, memory!, isDirect);
  yield* write_plain(vm.pages, [...pages, sp]);
  return sp;
}

/**
 * `mmu_set_spte`; what was there goes first, unless it is for the same gfn. While the dirty log is on, only what the hardware logs by
 * itself may be written to before a fault has logged it.
 */
function* map(vm: Vm, sp: ShadowPage, index: number, gfn: number, write: boolean): Task {
  const spte = sp.sptes[index]!;
  if (gfn === MMIO_GFN) {
    yield* mark_mmio_spte(vm, sp, index);
    return;
  }
  const old = yield* READ_ONCE(spte);
  if (isLeaf(old) && sp.gfns[index] === gfn) {
    yield* mmu_spte_update(vm, spte, (leaf) =>
      isLeaf(leaf) ? { ...leaf, w: leaf.w || write, d: leaf.d || write } : leaf,
    );
  } else {
    yield* drop_spte(vm, sp, index);
    yield* WRITE_ONCE(spte, { gfn, w: write || sp.isDirect, d: write });
    yield* rmap_add(vm, sp, index, gfn);
  }
  if (write) {
    yield* mark_page_dirty(vm.dirty[gfn]!);
    yield* kvm_set_pfn_dirty(vm, gfn);
    vm.written.add(gfn);
    vm.unsaved.add(gfn);
  }
}

function* mark_mmio_spte(vm: Vm, sp: ShadowPage, index: number): Task {
  if (vm.knobs.mmio === "zapFirst") {
    yield* drop_spte(vm, sp, index);
  }
  yield* WRITE_ONCE(sp.sptes[index]!, "mmio");
}

const mark_page_dirty = (bit: Cell<boolean>): Op<void> => WRITE_ONCE(bit, true);
