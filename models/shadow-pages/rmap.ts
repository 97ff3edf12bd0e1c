import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, read_plain, write_plain } from "../../src/kernel/cell.ts";
import { kfree } from "../../src/kernel/slab.ts";
import { isLeaf } from "./spte.ts";
import type { ShadowPage, Spte, SpteValue } from "./spte.ts";
import type { Vm } from "./state.ts";
import { mmu_spte_update } from "./update.ts";

/** `rmap_add` (arch/x86/kvm/mmu/mmu.c): the entry can be found by its gfn from now on; mmu_lock W. */
export function* rmap_add(vm: Vm, sp: ShadowPage, index: number, gfn: number): Task {
  const rmap = vm.rmaps[gfn]!;
  sp.gfns[index] = gfn;
  yield* write_plain(rmap, [...(yield* read_plain(rmap)), sp.sptes[index]!]);
  vm.world.sometimes("a leaf was entered into the reverse map");
}

/** `rmap_remove`, by the gfn that the entry was entered with. */
function* rmap_remove(vm: Vm, sp: ShadowPage, index: number): Task {
  const rmap = vm.rmaps[yield* kvm_mmu_page_get_gfn(vm, sp, index)];
  if (rmap !== undefined) {
    const spte = sp.sptes[index]!;
    yield* write_plain(rmap, without(yield* read_plain(rmap), spte));
  }
}

/** A direct page stores no gfns: they follow from its place. */
function* kvm_mmu_page_get_gfn(vm: Vm, sp: ShadowPage, index: number): Task<number> {
  if (sp.isDirect) {
    return index;
  }
  return vm.knobs.removeKey === "stored" ? sp.gfns[index]! : yield* READ_ONCE(vm.gptes[index]!);
}

/** `drop_spte`: present no more, and out of the reverse map. */
export function* drop_spte(vm: Vm, sp: ShadowPage, index: number): Task {
  const spte = sp.sptes[index]!;
  if (isLeaf(yield* mmu_spte_update(vm, spte, nothing))) {
    yield* rmap_remove(vm, sp, index);
  }
}

/** `kvm_mmu_prepare_zap_page`, then `kvm_mmu_commit_zap_page`: a shadow page goes with all its leaves. */
export function* zap_page(vm: Vm, sp: ShadowPage): Task {
  for (const index of sp.sptes.keys()) {
    yield* drop_spte(vm, sp, index);
  }
  yield* write_plain(vm.pages, without(yield* read_plain(vm.pages), sp));
  yield* kfree(vm.memory, sp.memory);
}

/** Every leaf of a gfn, found by the reverse map, becomes what `change` makes of it. */
export function* for_each_rmap_spte(vm: Vm, gfn: number, change: (spte: Spte, old: SpteValue) => SpteValue): Task {
  for (const spte of yield* read_plain(vm.rmaps[gfn]!)) {
    yield* mmu_spte_update(vm, spte, (old) => change(spte, old));
  }
}

const nothing = (): SpteValue => null;

const without = <T>(all: readonly T[], one: T): T[] => all.filter((other) => other !== one);
