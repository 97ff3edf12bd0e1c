import { touch } from "../../src/kernel/dereference.ts";
import { ACQUIRE, Op, READ, RELEASE, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { isLeaf } from "./spte.ts";
import type { Spte, SpteValue } from "./spte.ts";
import type { Vm } from "./state.ts";

type Change = (old: SpteValue) => SpteValue;

const UPDATE: OpKind = {
  name: "xchg",
  access: READ | WRITE | ACQUIRE | RELEASE,
  ready: null,
  perform(op) {
    const spte = op.object as Spte;
    touch(op);
    const old = spte.peek;
    spte.peek = (op.a as Change)(old);
    return old;
  },
  describe: (op, old) => {
    const spte = op.object as Spte;
    const from = old === undefined ? "" : `: ${spte.print(old as SpteValue)} -> ${spte.print(spte.peek)}`;
    return `xchg(${spte.label})${from}`;
  },
};

/** `mmu_spte_update` (arch/x86/kvm/mmu/mmu.c): what was there; the host learns of a dirty bit that goes. */
export function* mmu_spte_update(vm: Vm, spte: Spte, change: Change): Task<SpteValue> {
  const old =
    vm.knobs.update === "xchg" ? yield* new Op<SpteValue>(UPDATE, spte, change) : yield* load_store(spte, change);
  const now = change(old);
  if (isLeaf(old) && old.d && !(isLeaf(now) && now.d)) {
    yield* kvm_set_pfn_dirty(vm, old.gfn);
  }
  return old;
}

/** As before ba3a6120a4e7. */
function* load_store(spte: Spte, change: Change): Task<SpteValue> {
  const old = yield* READ_ONCE(spte);
  const now = change(old);
  if (now !== old) {
    yield* WRITE_ONCE(spte, now);
  }
  return old;
}

/** The host will write the page back before it drops it. */
export const kvm_set_pfn_dirty = (vm: Vm, gfn: number): Op<void> => WRITE_ONCE(vm.host_dirty[gfn]!, true);
